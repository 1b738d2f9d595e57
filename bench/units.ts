import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DynamoDBClient,
  type GetItemCommandOutput,
  type PutItemCommandInput,
  type PutItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { table } from '../lab/aws/table.ts';
import { worldOf } from '../lib/cli/world.ts';
import { readEvent } from '../lib/codepipeline/read/event.ts';
import { readPolicy } from '../lib/config/policy-file.ts';
import { type Execution, executionKey, partialExecution } from '../lib/core/execution/facts.ts';
import type { Effect } from '../lib/core/model/effect.ts';
import { type Input, outcome } from '../lib/core/model/input.ts';
import { times } from '../lib/policy/calendar/time-sources.ts';
import { rulesOf } from '../lib/policy/rules.ts';
import { createDynamoStore } from '../lib/store/dynamo.ts';
import { sdkTable } from '../lib/store/table-sdk.ts';
import { reconcile } from '../lib/worker/reconcile.ts';
import { bigRun } from '../test/kit/big-run.ts';

/** DynamoDB's units for one run that succeeds: four stages of two actions, 26 events, each in a batch of its own. The
 *  table's units are those that the stand-in answers; the index costs two for each `dueAt` that moves, one for each that
 *  comes or goes. `node bench/units.ts` */

const units = { puts: 0, write: 0, index: 0, gets: 0, read: 0 };

const server = dynalite({ createTableMs: 0 });
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const client = new DynamoDBClient({
  region: 'eu-central-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
});
await client.send(new CreateTableCommand(table('bench')));

let dueAt: string | undefined;
client.middlewareStack.add((next, { commandName }) => async (args) => {
  Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
  const result = await next(args);
  const { ConsumedCapacity } = result.output as PutItemCommandOutput | GetItemCommandOutput;
  if (commandName === 'GetItemCommand') {
    units.gets++;
    units.read += ConsumedCapacity?.CapacityUnits ?? 0;
  } else {
    const { Item } = args.input as PutItemCommandInput;
    const due = Item?.dueAt?.N;
    units.puts++;
    units.write += ConsumedCapacity?.CapacityUnits ?? 0;
    if (due !== dueAt) units.index += due !== undefined && dueAt !== undefined ? 2 : 1;
    dueAt = due;
  }
  return result;
});

const shape = {
  stages: 4,
  actions: 2,
  runs: 1,
  name: (what: string) => what,
  summary: () => 'Deployment succeeded: 3 of 3 instances run revision 4f1c2d7 of payments',
  url: () =>
    'https://eu-central-1.console.aws.amazon.com/codesuite/codebuild/projects/payments/build/payments%3A4f1c2d7',
};
const events = [...bigRun(shape)].map(({ event }) => ({
  at: Date.parse((event as { time: string }).time),
  execution: readEvent(event) as Execution,
}));
const { ref } = (events[0] as (typeof events)[number]).execution;
const key = executionKey(ref);
const { policy, version } = await readPolicy('infra/policy.yml');

/** What is still to come: events, and the wakes that were asked for. */
const agenda: { at: number; input: Input }[] = events.map(({ at, execution }) => ({
  at,
  input: { type: 'seen', execution },
}));
let now = 0;
let claims = 0;
const done = async (effect: Exclude<Effect, { type: 'wake' }>): Promise<Input[]> => {
  const message = 'channel' in effect ? { message: { channel: effect.channel, ts: '1795348800.000100' } } : {};
  return [outcome(effect, { done: true, digest: effect.digest, ...message })];
};
const loop = {
  store: createDynamoStore(sdkTable(client), 'bench'),
  rules: async () => rulesOf(policy, version, times),
  world: worldOf(done, {
    async refreshPipeline(effect) {
      const stages = ['stage-0', 'stage-1', 'stage-2', 'stage-3'];
      return [{ type: 'seen', execution: partialExecution(ref, { about: { stages } }) }, ...(await done(effect))];
    },
    async wake({ at }) {
      agenda.push({ at, input: { type: 'tick' } });
      return [];
    },
  }),
  now: () => now,
  id: () => `00000000-0000-4000-8000-${String(claims++).padStart(12, '0')}`,
  log: () => {},
};
while (agenda.length > 0) {
  agenda.sort((a, b) => a.at - b.at);
  const [{ at, input }] = agenda.splice(0, 1) as [(typeof agenda)[number]];
  now = Math.max(now, at);
  await reconcile(key, [input], loop);
}
console.log(`${events.length} events: ${units.puts} puts, ${units.gets} gets`);
console.log(`${units.write} write units, and ${units.index} of the index; ${units.read} read units`);
client.destroy();
server.close();
