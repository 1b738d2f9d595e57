import { createCodePipeline as createEngine } from '../../lab/codepipeline/engine.ts';
import { AwsError } from '../../lab/codepipeline/errors.ts';
import { worldOf } from '../../lib/cli/world.ts';
import { createCodePipeline } from '../../lib/codepipeline/client.ts';
import type { ManualRule } from '../../lib/core/command/shared-state.ts';
import { pipelineKey } from '../../lib/core/freeze/transitions.ts';
import { type Input, outcome } from '../../lib/core/model/input.ts';
import { BOARD, type SubjectKey } from '../../lib/core/model/subject.ts';
import { createApplyCommand } from '../../lib/effects/apply-command.ts';
import { createTellLock } from '../../lib/effects/tell-lock.ts';
import { groupBySubject } from '../../lib/inbox/group-by-subject.ts';
import { createMemoryStore } from '../../lib/store/memory.ts';
import type { Store } from '../../lib/store/store.ts';
import { currentRules } from '../../lib/worker/current-policy.ts';
import { reconcile, type World } from '../../lib/worker/reconcile.ts';
import { inMemoryHttp, unsigned } from '../kit/in-memory-http.ts';
import { ofBoard } from '../kit/rules.ts';
import { patiently } from '../kit/stage.ts';

/** A pipeline with a locked stage: the real loop and the real adapter with the simulator, and a queue. A
 *  test delivers its messages in any order. Time passes at each call. */

const POLICY = `
version: 1
routes: [{ scope: all, channel: C0ALL }]
identities: { ann@example.com: U0ANN, bob@example.com: U0BOB }
`;
const START = Date.parse('2026-11-22T12:00:00.250Z');
const HOUR = 3_600_000;
const SHOP = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop' };
const OLGA = 'arn:aws:iam::123456789012:user/olga';
const INTO_PROD = { pipelineName: 'shop', stageName: 'Prod', transitionType: 'Inbound' };
export const lock: ManualRule = {
  type: 'freeze',
  lock: true,
  by: 'U0ANN',
  name: 'Ann',
  reason: 'load test',
  from: START,
  until: START + 10 * HOUR,
  pipelines: ['shop'],
  stages: ['Prod'],
};

export interface Weather {
  /** Milliseconds that each call takes, in turn. */
  delays: number[];
  /** Numbers of the calls that fail. `lost`: the call succeeds, but its answer is lost. */
  failures: { at: number; type: 'throttled' | 'lost' }[];
}

export type Who = 'ann' | 'bob';

const CALM: Weather = { delays: [10], failures: [] };

/** Wraps each load, save and effect of a worker, which may die there. */
type Pass = <T>(go: () => Promise<T>) => Promise<T>;

export async function lockWorld(
  mode: 'SUPERSEDED' | 'QUEUED',
  { delays, failures }: Weather = CALM,
  pass: Pass = (go) => go(),
) {
  let now = START;
  let [calls, ids, commits] = [0, 0, 0];
  let isOn = true;
  const owner = new Map<string, Who>();
  const entered: { id: string; who: Who | undefined; isOn: boolean }[] = [];
  const queue: string[] = [];
  const posts: string[] = [];
  const engine = createEngine({
    now: () => now,
    id: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    emit: (event) => {
      queue.push(JSON.stringify(event));
      const { stage, state, 'execution-id': id } = event.detail;
      if (event['detail-type'] !== 'CodePipeline Stage Execution State Change') return;
      if (stage === 'Prod' && state === 'STARTED') entered.push({ id, who: owner.get(id), isOn });
    },
  });
  const stage = (name: string, provider: string, takes: string) => ({
    name,
    actions: [{ name: 'Do', provider, takes }],
  });
  engine.declare({
    name: 'shop',
    mode,
    stages: [
      stage('Source', 'CodeStarSourceConnection', '1s'),
      stage('Test', 'CodeBuild', '2s'),
      stage('Prod', 'CodeDeploy', '6s'),
    ],
  });

  function passes(milliseconds: number): void {
    now += milliseconds;
    engine.advance();
  }
  const requestHandler = inMemoryHttp((operation, input) => {
    const call = calls++;
    passes(delays[call % delays.length] ?? 10);
    const failure = failures.find(({ at }) => at === call);
    if (failure?.type === 'throttled') throw new AwsError('ThrottlingException', 'Rate exceeded');
    const output = engine.call(operation, input);
    if (failure) throw new AwsError('InternalFailure', 'Lost', 500);
    return output;
  });
  const client = { requestHandler, ...unsigned } as never;
  const codepipeline = createCodePipeline({
    now: () => now,
    wait: async (milliseconds) => passes(milliseconds),
    deployment: 'signalbox-test',
    client,
  });
  const rows = createMemoryStore();
  const store: Store = {
    load: (key) => pass(() => rows.load(key)),
    save: (row, at) => pass(() => rows.save(row, at)),
    due: rows.due,
  };
  const apply = createApplyCommand(() => now);
  const waker = {
    send: async (message: object) => void queue.push(JSON.stringify(message)),
    tick: async (key: SubjectKey) => void queue.push(JSON.stringify({ signalbox: 'tick', key })),
  };
  const loop = {
    store,
    rules: currentRules(
      store,
      (board) => ofBoard(POLICY, board),
      () => now,
    ),
    world: passing(
      worldOf(async (effect) => [outcome(effect, { done: true, digest: effect.digest })], {
        refreshExecution: codepipeline.refreshExecution,
        refreshPipeline: codepipeline.refreshPipeline,
        refreshTransitions: codepipeline.refreshTransitions,
        transition: codepipeline.transition,
        ...createTellLock(waker, () => now),
        async refreshAllPipelines(effect) {
          await waker.tick(pipelineKey(SHOP));
          return [outcome(effect, { done: true, digest: effect.digest })];
        },
        async announce(effect) {
          posts.push(effect.text);
          return [outcome(effect, { done: true, digest: effect.digest })];
        },
        async applyCommand(effect) {
          if (effect.ended) isOn = false;
          return apply.applyCommand(effect);
        },
      }),
    ),
    now: () => now,
    id: () => `claim-${++ids}`,
    log: () => {},
    within: patiently,
  };

  function passing(world: World): World {
    const effects = Object.entries(world) as [string, (effect: never) => Promise<Input[]>][];
    return Object.fromEntries(
      effects.map(([type, act]) => [type, (effect: never) => pass(() => act(effect))]),
    ) as never;
  }

  async function work(key: SubjectKey): Promise<void> {
    await reconcile(key, [{ type: 'tick' }], loop);
  }

  return {
    entered,
    queue,
    posts,
    passes,
    work,
    push(who: Who): string {
      commits += 1;
      const [author, email] = who === 'ann' ? ['Ann', 'ann@example.com'] : ['Bob', 'bob@example.com'];
      const id = engine.push('shop', { id: commits.toString(16).padStart(40, 'a'), message: 'Change', author, email });
      owner.set(id, who);
      return id;
    },
    /** Delivers messages by their place in the queue, all at the same time. */
    async deliver(places: number[]): Promise<void> {
      const bodies = places.flatMap((at) => (queue.length > 0 ? queue.splice(at % queue.length, 1) : []));
      const { subjects } = groupBySubject(bodies.map((body, n) => ({ messageId: String(n), body })));
      await Promise.all(subjects.map(({ key, inputs }) => reconcile(key, inputs, loop)));
    },
    async sweep(): Promise<void> {
      for (const { key } of await store.due(now, 100)) await work(key);
    },
    close: (reason: string) => void engine.call('DisableStageTransition', { ...INTO_PROD, reason }, OLGA),
    open: () => void engine.call('EnableStageTransition', INTO_PROD, OLGA),
    closed: () => {
      const [pipeline] = engine.snapshot();
      return pipeline?.stages.find(({ name }) => name === 'Prod')?.transition.enabled === false;
    },
    /** Gives the command and refreshes the pipeline. */
    async lock(): Promise<void> {
      await store.save({ key: BOARD, version: 0, board: { orders: { 'lock-1': lock } }, ledger: {} }, now);
      passes(3_000);
      for (let round = 0; round < 10 && !this.closed(); round++) {
        await work(pipelineKey(SHOP));
        passes(15_000);
      }
    },
    /** Delivers all messages and ticks all due rows for this number of seconds. */
    async calm(seconds: number): Promise<void> {
      for (let second = 0; second < seconds; second += 4) {
        await this.deliver([0, 0, 0, 0, 0, 0, 0, 0]);
        passes(4_000);
        await this.sweep();
      }
    },
    isOn: () => isOn,
    /** The owner of the next execution before the locked stage. */
    head: () => {
      const [id = ''] = engine.snapshot()[0]?.stages.find(({ name }) => name === 'Prod')?.inbound ?? [];
      return owner.get(id);
    },
    states: () => new Map(engine.snapshot()[0]?.executions.map(({ id, status }) => [id, status])),
  };
}
export type LockWorld = Awaited<ReturnType<typeof lockWorld>>;
