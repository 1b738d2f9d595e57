import { createHash } from 'node:crypto';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { counting } from '../../functions/middleware/counting.ts';
import { log, logger } from '../../functions/middleware/log.ts';
import { createCodePipeline as createEngine } from '../../lab/codepipeline/engine.ts';
import { ownAccount } from '../../lib/aws/accounts.ts';
import { worldOf } from '../../lib/cli/world.ts';
import { createCodePipeline } from '../../lib/codepipeline/client.ts';
import { executionKey, partialExecution } from '../../lib/core/execution/facts.ts';
import type { Effect, MessageRef } from '../../lib/core/model/effect.ts';
import { type Input, outcome } from '../../lib/core/model/input.ts';
import { BOARD, type SubjectKey } from '../../lib/core/model/subject.ts';
import { createApplyCommand } from '../../lib/effects/apply-command.ts';
import { createEmitMetrics } from '../../lib/effects/emit-metrics.ts';
import { createNoticeOlder } from '../../lib/effects/notice-older.ts';
import { createRecordRetryStats } from '../../lib/effects/record-retry-stats.ts';
import { createRefreshAllPipelines } from '../../lib/effects/refresh-all-pipelines.ts';
import { createSendNotice } from '../../lib/effects/send-notice.ts';
import { createShareCalls } from '../../lib/effects/share-calls.ts';
import { createWriteAudit } from '../../lib/effects/write-audit.ts';
import { groupBySubject } from '../../lib/inbox/group-by-subject.ts';
import { times } from '../../lib/policy/calendar/time-sources.ts';
import { parsePolicy } from '../../lib/policy/file/parse.ts';
import { rulesOf } from '../../lib/policy/rules.ts';
import { createDynamoAuditLog } from '../../lib/store/audit-log-write.ts';
import { createDynamoStore } from '../../lib/store/dynamo.ts';
import { createRetryAllowances } from '../../lib/store/retry-allowances.ts';
import { createDynamoValues } from '../../lib/store/versioned-values-dynamo.ts';
import { currentRules } from '../../lib/worker/current-policy.ts';
import { processBatch } from '../../lib/worker/process-batch.ts';
import type { Line, World } from '../../lib/worker/reconcile.ts';
import { sweep } from '../../lib/worker/sweep.ts';
import { inMemoryHttp, unsigned } from '../../test/kit/in-memory-http.ts';
import { createTime } from '../../test/kit/time.ts';
import { createMeteredTable } from './metered-table.ts';
import { usd } from './prices.ts';

/** Signalbox's worker and sweep in virtual time, with the real store, clients and log lines. What stands between is
 *  counted: a table, a queue, CodePipeline's simulator, and Slack as far as posts and updates. One file, because all of it
 *  shares the counters. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
export const CHANNEL = 'C0DEPLOYS';
export const VOTERS = ['U0ANN', 'U0BEN'];
const START = Date.parse('2026-11-25T10:00:00Z');
const TABLE = 'bench';
process.env.AWS_REGION = 'eu-central-1';

export interface Setting {
  policy: string;
  /** Each message is a batch of its own. */
  split?: boolean;
}

export interface Counted {
  events: number;
  posts: number;
  updates: number;
  reads: number;
  moves: number;
  puts: number;
  write: number;
  index: number;
  gets: number;
  read: number;
  messages: number;
  invocations: number;
  logBytes: number;
  usd: number;
}

export function createWorld({ policy: yaml, split = false }: Setting) {
  const parsed = parsePolicy(yaml);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const { policy } = parsed;
  const time = createTime(START - DAY);
  const { now } = time;
  const { table, units } = createMeteredTable();
  const count = {
    events: 0,
    posts: 0,
    updates: 0,
    reads: 0,
    moves: 0,
    messages: 0,
    busy: 0,
    idle: 0,
    queue: 0,
    logBytes: 0,
  };
  let ids = 0;
  /** As hard to compress as real ids. */
  const id = () =>
    createHash('sha256')
      .update(String(++ids))
      .digest('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
  const bodies: { at: number; body: string }[] = [];

  function send(body: string, delay = 0): void {
    count.messages++;
    count.queue++;
    bodies.push({ at: now() + Math.ceil(Math.max(0, delay) / SECOND) * SECOND, body });
  }
  const queue = {
    async tick(key: SubjectKey, delay = 0) {
      send(JSON.stringify({ signalbox: 'tick', key }), delay);
    },
    async ticks(keys: SubjectKey[]) {
      for (const key of keys) send(JSON.stringify({ signalbox: 'tick', key }));
      // Ten in one request.
      count.queue -= keys.length - Math.ceil(keys.length / 10);
    },
    async send(message: object) {
      send(JSON.stringify(message));
    },
  };

  const engine = createEngine({
    now,
    id,
    emit(event) {
      count.events++;
      send(JSON.stringify(event));
    },
  });
  const http = inMemoryHttp((operation, input) => {
    if (/^(Get|List)/.test(operation)) count.reads++;
    else count.moves++;
    return engine.call(operation, input);
  });
  const store = createDynamoStore(table, TABLE);
  const values = createDynamoValues(table, TABLE);
  const allowances = createRetryAllowances(values, now);
  const { findExecution, listPipelines, olderExecutions, ...codepipeline } = createCodePipeline({
    now,
    wait: time.pass,
    deployment: TABLE,
    allowances,
    recorded: async (ref) => (await store.load(executionKey(ref)))?.execution,
    client: {
      requestHandler: http,
      ...unsigned,
    } as unknown as NonNullable<Parameters<typeof createCodePipeline>[0]['client']>,
  });
  const rules = currentRules(store, (board) => rulesOf(policy, 'bench', times, board), now);

  let hasActed = false;
  const metrics = new Metrics({ namespace: 'Signalbox', serviceName: 'worker' });
  const counts = counting(metrics);
  const logged = (line: Line) => {
    counts(line);
    if (line.message === 'step') hasActed ||= line.effects.length > 0;
    if (line.message !== 'measured') log(line);
  };
  let stamps = 0;
  const stamp = (): MessageRef => ({ channel: CHANNEL, ts: `1795348800.${String(++stamps).padStart(6, '0')}` });
  const slack = async (
    effect: Extract<Effect, { type: 'show' | 'reply' }>,
    posted: MessageRef | undefined,
  ): Promise<Input[]> => {
    if (posted) count.updates++;
    else if (effect.type === 'reply' && effect.isOver) return [outcome(effect, { done: true, digest: effect.digest })];
    else count.posts++;
    return [outcome(effect, { done: true, digest: effect.digest, message: posted ?? stamp() })];
  };
  const done = async (effect: Exclude<Effect, { type: 'wake' }>): Promise<Input[]> => [
    outcome(effect, { done: true, digest: effect.digest }),
  ];
  const world: World = worldOf(done, {
    ...codepipeline,
    ...createWriteAudit(createDynamoAuditLog(table, TABLE)),
    ...createRecordRetryStats(allowances, now),
    ...createShareCalls(values, now),
    ...createEmitMetrics(now, logged, ownAccount()),
    ...createApplyCommand(now),
    ...createSendNotice(queue),
    ...createNoticeOlder(olderExecutions, queue),
    ...createRefreshAllPipelines({ listPipelines, rules, queue }),
    show: (effect) => slack(effect, effect.message),
    reply: (effect) => slack(effect, effect.posted),
    async announce(effect) {
      count.posts++;
      return done(effect);
    },
    async sendEphemeral(effect) {
      count.posts++;
      return done(effect);
    },
    async identify(effect) {
      const groups = Object.fromEntries(
        effect.groups.map((group) => [group, [now(), { members: VOTERS }] as [number, object]]),
      );
      const known = { groups } as never;
      const input: Input = effect.execution
        ? { type: 'seen', execution: partialExecution(effect.execution, { known }) }
        : { type: 'ordered', board: { known } };
      return [input, ...(await done(effect))];
    },
    async diagnose(effect) {
      const diagnosis = {
        cause: 'The command npm test failed with exit code 1',
        class: 'code-or-test' as const,
        retryable: false,
        because: 'The log has a failed test.',
        evidence: ['FAIL test/pay.test.ts > pays by invoice', 'expected 200, got 500'],
        links: [],
        missing: [],
      };
      const about = { diagnoses: { [effect.run]: [diagnosis] as [typeof diagnosis] } };
      return [{ type: 'seen', execution: partialExecution(effect.execution, { about }) }, ...(await done(effect))];
    },
    async wake({ key, at }) {
      await queue.tick(key, at - now());
      return [];
    },
  });
  const loop = { store, rules, findExecution, world, now, id, log: logged };

  function invoked(service: string): void {
    logger.addContext({
      functionName: `signalbox-prod-${service}`,
      functionVersion: '$LATEST',
      invokedFunctionArn: `arn:aws:lambda:eu-central-1:123456789012:function:signalbox-prod-${service}`,
      memoryLimitInMB: '512',
      awsRequestId: id(),
    } as Context);
    hasActed = false;
  }
  function ended(): void {
    if (hasActed) count.busy++;
    else count.idle++;
  }

  async function work(): Promise<never> {
    for (;;) {
      await time.pass(split ? SECOND / 10 : SECOND);
      const due = bodies.filter(({ at }) => at <= now()).slice(0, split ? 1 : 50);
      if (due.length === 0) continue;
      for (const message of due) bodies.splice(bodies.indexOf(message), 1);
      // Ten are received, and deleted, in one request.
      count.queue += 2 * Math.ceil(due.length / 10);
      const records = due.map(({ body }, n) => ({ messageId: String(n), body }));
      await counted('worker', async () => {
        metrics.addMetric('Message', MetricUnit.Count, records.length);
        metrics.addMetric('UnknownMessage', MetricUnit.Count, 0);
        const finished = processBatch(groupBySubject(records), Promise.resolve(loop), (_, error) => {
          throw error;
        });
        await Promise.all(records.map(({ messageId }) => finished(messageId)));
        metrics.publishStoredMetrics();
      });
    }
  }

  async function counted(service: string, act: () => Promise<void>): Promise<void> {
    const outputs = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
    for (const { stream } of outputs) {
      stream.write = (text: string | Uint8Array) => {
        count.logBytes += Buffer.byteLength(text);
        return true;
      };
    }
    try {
      invoked(service);
      await act();
      ended();
    } finally {
      for (const { stream, write } of outputs) stream.write = write;
    }
  }

  /** The fixed work of each minute, the sweep's query and the look at the shared state, belongs to no run.
   *  @param isWhole it is counted too */
  async function sweepEveryMinute(isWhole: boolean): Promise<never> {
    for (;;) {
      if (isWhole) {
        await counted('sweep', async () => {
          const swept = await sweep({ store, values, queue, now });
          log({ message: 'swept', ...swept });
        });
      } else {
        const before = { ...units };
        const ticks = { ticks: (keys: SubjectKey[]) => queue.ticks(keys.filter((key) => key !== BOARD)) };
        const { due } = await sweep({ store, values, queue: ticks, now });
        if (due === 0) Object.assign(units, before);
      }
      await time.pass(MINUTE);
    }
  }

  async function playEngine(): Promise<never> {
    for (;;) {
      await time.pass(SECOND);
      engine.advance();
    }
  }

  /** The pipelines are a day old. */
  function start(isWhole: boolean): void {
    time.begin(START);
    time.after(0, () => void sweepEveryMinute(isWhole));
    time.after(SECOND / 2, () => void playEngine());
    time.after(SECOND / 4, () => void work());
  }

  return {
    engine,
    now,
    start,
    pass: (milliseconds: number) => time.until(now() + milliseconds),
    sendNow: (message: object) => send(JSON.stringify(message)),
    row: (key: SubjectKey) => store.load(key),
    /** What was counted since the last time. */
    take(): Counted {
      const { busy, idle, queue: requests, ...seen } = count;
      const taken = {
        ...seen,
        ...units,
        invocations: busy + idle,
        usd: usd({
          busy,
          idle,
          queue: requests,
          write: units.write + units.index,
          read: units.read,
          logBytes: seen.logBytes,
        }),
      };
      for (const counter of [count, units] as Record<string, number>[]) {
        for (const name of Object.keys(counter)) counter[name] = 0;
      }
      return taken;
    },
  };
}
export type BenchWorld = ReturnType<typeof createWorld>;
