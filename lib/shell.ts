import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Accounts, createAccounts } from './accounts.ts';
import { inTime } from './aws-config.ts';
import { createClerk } from './clerk.ts';
import { createCodePipeline } from './codepipeline/client.ts';
import { currentRules } from './current-rules.ts';
import { createMeasure } from './measure.ts';
import { onDemand, timesOf, whenNeeded } from './on-demand.ts';
import { rulesOf } from './policy/rules.ts';
import type { Policy } from './policy/schema.ts';
import type { PolicyFile } from './policy-file.ts';
import { createQueue, type Queue } from './queue.ts';
import { createRecorder } from './recorder.ts';
import { createRollCall } from './roll-call.ts';
import type { Loop } from './run.ts';
import type { BatchLoop } from './run-batch.ts';
import { secret } from './secrets.ts';
import { createSlack } from './slack/client.ts';
import { createDoor, type Door, type DoorSetting } from './slack/door/door.ts';
import { splitSecrets } from './slack/door/signature.ts';
import { createWebApi } from './slack/door/web-api.ts';
import { createDynamoCells } from './store/cells-dynamo.ts';
import { createDynamoStore } from './store/dynamo.ts';
import type { Journal } from './store/journal.ts';
import { createDynamoJournalReader } from './store/journal-read.ts';
import { createDynamoJournal } from './store/journal-write.ts';
import { createPermits } from './store/permits.ts';
import type { Store } from './store/store.ts';
import { createTally } from './tally.ts';

/** The real world, built once per cold start. The only reader of process.env. */

/** Put here by the build: the policy that was checked then. */
declare const PACKAGED_POLICY: PolicyFile | undefined;

type Env = Record<string, string | undefined>;

export function createStore(env: Env = process.env, client = dynamo()): Store {
  return createDynamoStore(client, required(env, 'TABLE_NAME'));
}

function dynamo(): DynamoDBClient {
  return new DynamoDBClient(inTime(2_000, 3));
}

/** What the command line asks of the journal; no function does. */
export function journalReader(env: Env = process.env): Pick<Journal, 'read'> & { table: string } {
  const table = required(env, 'TABLE_NAME');
  return { ...createDynamoJournalReader(dynamo(), table), table };
}

export function now(): number {
  return Date.now();
}

/** For the command line, which asks of it what the functions do. */
export function environment(): Env {
  return process.env;
}

export function queue(env: Env = process.env): Queue {
  return createQueue(required(env, 'QUEUE_URL'));
}

/** Built with the first message. */
export function loopWhenNeeded(log: Loop['log'], env: Env = process.env): () => Promise<BatchLoop> {
  return whenNeeded(() => createLoop(log, env));
}

async function createLoop(log: Loop['log'], env: Env): Promise<BatchLoop> {
  const waker = queue(env);
  const token = () => secret(env, 'SLACK_BOT_TOKEN');
  const { policy, version } = await policyOf(env);
  await token(); // what is missing is said at once, not with the first message
  const client = dynamo();
  const store = createStore(env, client);
  const table = required(env, 'TABLE_NAME');
  const accounts = accountsOf(policy, env);
  const permits = createPermits(createDynamoCells(client, table), Date.now);
  const { belongsTo, rollCall, ...codepipeline } = createCodePipeline({
    now: Date.now,
    wait: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
    deployment: table,
    permits,
    accounts,
  });
  const times = await timesOf(policy);
  const rules = currentRules(store, (board) => rulesOf(policy, version, times, board), Date.now);
  return {
    store,
    rules,
    belongsTo,
    world: {
      ...codepipeline,
      ...createSlack({ token, apiUrl: env.SLACK_API_URL, now: Date.now }),
      ...createRecorder(createDynamoJournal(client, table)),
      ...createTally(permits, Date.now),
      ...createMeasure(Date.now, log, accounts),
      ...createClerk(Date.now),
      ...createRollCall({ rollCall, rules, queue: waker }),
      ...onDemand(policy, accounts, Date.now),
      async wake({ key, at }) {
        await waker.tick(key, at - Date.now());
        return [];
      },
    },
    now: Date.now,
    id: () => crypto.randomUUID(),
    log,
  };
}

/** What Slack calls. It never fails to be there: what is missing is said, and asked for again, with each request. */
export async function slackDoor(log: DoorSetting['log'], env: Env = process.env): Promise<Door> {
  const token = () => secret(env, 'SLACK_BOT_TOKEN');
  const secrets = () => signingSecrets(env);
  let votes: Queue | undefined;
  // Read while Lambda still starts: the first press has three seconds for everything.
  await Promise.allSettled([token(), secrets()]);
  return createDoor({
    secrets,
    queue: {
      async send(letter) {
        votes ??= createQueue(required(env, 'QUEUE_URL'), new SQSClient(inTime(1_000)));
        await votes.send(letter);
      },
    },
    web: createWebApi({ token, apiUrl: env.SLACK_API_URL }),
    now: Date.now,
    log,
  });
}

async function signingSecrets(env: Env): Promise<string[]> {
  const secrets = splitSecrets(await secret(env, 'SLACK_SIGNING_SECRET'));
  if (secrets.length === 0) throw new Error("There is nothing but blanks in Slack's signing secret");
  return secrets;
}

export function wantsTraces(env: Env = process.env): boolean {
  return env.POWERTOOLS_TRACE_ENABLED === 'true';
}

/** What assumes a role is loaded with the first account that has one. */
function accountsOf(policy: Policy, env: Env): Accounts {
  const own = { account: env.ACCOUNT_ID ?? '', region: env.AWS_REGION ?? '' };
  return createAccounts({
    served: policy.accounts,
    own,
    assume: async (role) => (await import('./assume-role.ts')).assumeRole(role, own.region),
    now: Date.now,
  });
}

/** The packaged policy was checked by the build; another file is checked now, with what that takes loaded only then. */
async function policyOf(env: Env): Promise<PolicyFile> {
  const file = env.POLICY_FILE;
  if (file === undefined && typeof PACKAGED_POLICY !== 'undefined') return PACKAGED_POLICY;
  const { readPolicy } = await import('./policy-file.ts');
  return readPolicy(file ?? 'infra/policy.yml');
}

function required(env: Env, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is missing`);
  return value;
}
