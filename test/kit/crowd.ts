import { deliver } from '../../lab/codepipeline/delivery.ts';
import { createCodePipeline as createEngine } from '../../lab/codepipeline/engine.ts';
import { createMeter, slackLimits } from '../../lab/slack/rates.ts';
import { worldOf } from '../../lib/cli/world.ts';
import { createCodePipeline } from '../../lib/codepipeline/client.ts';
import type { Diagnosis } from '../../lib/core/execution/diagnosis.ts';
import { partialExecution } from '../../lib/core/execution/facts.ts';
import type { MessageRef, Reply, Show } from '../../lib/core/model/effect.ts';
import { type EffectDone, type EffectFailed, outcome } from '../../lib/core/model/input.ts';
import { goesFirst } from '../../lib/core/notify/urgency.ts';
import { createShareCalls } from '../../lib/effects/share-calls.ts';
import { groupBySubject } from '../../lib/inbox/group-by-subject.ts';
import { laneOf } from '../../lib/slack/client/client.ts';
import { createTurns, type Turns } from '../../lib/slack/client/turns.ts';
import { createMemoryStore } from '../../lib/store/memory.ts';
import { createMemoryValues } from '../../lib/store/versioned-values-memory.ts';
import { type BatchLoop, processBatch } from '../../lib/worker/process-batch.ts';
import { inMemoryHttp, unsigned } from './in-memory-http.ts';
import { CHANNEL, rules } from './rules.ts';
import { createTime } from './time.ts';

/** Many executions in a short time, in virtual time: the real loop, batches, turns and CodePipeline's simulator.
 *  Simulated are the queue, the workers of Lambda, and Slack's rate limits. */

export interface Draw {
  seed: number;
  executions: number;
  /** The fraction of executions that fail, from 0 to 1. */
  failing: number;
  pipelines?: number;
  channels?: number;
  /** Milliseconds in which they start. */
  within?: number;
}

/** A call that Slack accepted. */
export interface Sent {
  key: string;
  executionId: string;
  at: number;
  isPost: boolean;
  isUrgent: boolean;
  /** The state of the execution in a live message. */
  state?: string;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const WORKERS = 4;
const BATCH = 50;
const WINDOW = SECOND;
/** Milliseconds of one call. */
const LATENCY = 100;
const READING_A_LOG = 800;

const BROKEN: Diagnosis = {
  cause: 'It broke',
  class: 'code-or-test',
  retryable: false,
  because: 'It broke',
  evidence: ['It broke in line 1'],
  links: [],
  missing: [],
};

export async function crowd({ seed, executions, failing, pipelines = 40, channels = 1, within = MINUTE }: Draw) {
  const random = randomOf(seed);
  const time = createTime(Date.parse('2026-11-23T10:00:12.500Z'));
  const { now } = time;
  const store = createMemoryStore();
  const values = createMemoryValues();
  const share = createShareCalls(values, now);
  const meter = createMeter(slackLimits);
  const queue: { at: number; body: string }[] = [];
  const sent: Sent[] = [];
  let refused = 0;
  const policy = rules(policyFor(channels));
  let ids = 0;

  const send = (body: object, delay = 0) => {
    queue.push({ at: now() + Math.ceil(Math.max(0, delay) / SECOND) * SECOND, body: JSON.stringify(body) });
  };
  const emit = deliver(send, {
    rules: [],
    now,
    later: (at, run) => time.after(at - now(), run),
    random: { seed, late: 0.2, twice: 0.1, by: 3 * SECOND },
  });
  const engine = createEngine({ now, id: () => uuid(random), emit });
  const http = inMemoryHttp((operation, input) => engine.call(operation, input as object));
  const requestHandler = {
    ...http,
    async handle(request: Parameters<typeof http.handle>[0]) {
      await time.pass(LATENCY);
      return http.handle(request);
    },
  };

  for (let n = 0; n < pipelines; n++) {
    const action = (name: string, provider: string, takes: string) => ({
      name,
      actions: [{ name: 'Do', provider, takes }],
    });
    engine.declare({
      name: `team${n % channels}-${n}`,
      mode: 'PARALLEL',
      stages: [
        action('Source', 'CodeStarSourceConnection', '1s'),
        action('Build', 'CodeBuild', '2s'),
        action('Deploy', 'CodeDeploy', '2s'),
      ],
    });
  }

  async function slack(turns: Turns, effect: Show | Reply): Promise<EffectDone | EffectFailed> {
    return turns.take(laneOf(effect), goesFirst(effect), async () => {
      await time.pass(LATENCY);
      const known = effect.type === 'show' ? effect.message : effect.posted;
      const wait = meter(known ? 'chat.update' : 'chat.postMessage', effect.channel, now());
      if (wait > 0) {
        refused++;
        return { done: false, why: 'ratelimited', retryAfter: Math.ceil(wait / SECOND) };
      }
      const message: MessageRef = known ?? { channel: effect.channel, ts: String(++ids) };
      const about = effect.type === 'show' ? effect.summary : effect.execution;
      const { executionId, state } = { state: undefined, ...about };
      sent.push({ key: effect.key, executionId, at: now(), isPost: !known, isUrgent: goesFirst(effect), state });
      return { done: true, digest: effect.digest, message };
    });
  }

  function createLoop(): BatchLoop {
    const turns = createTurns(now);
    const done = async (effect: { key: string; claim: string; digest: string }) => {
      await time.pass(LATENCY);
      return [outcome(effect, { done: true, digest: effect.digest })];
    };
    const {
      findExecution,
      listPipelines: _,
      ...codepipeline
    } = createCodePipeline({
      now,
      wait: time.pass,
      client: { requestHandler, ...unsigned } as never,
    });
    const world = worldOf(done, {
      ...codepipeline,
      ...share,
      show: async (effect) => [outcome(effect, await slack(turns, effect))],
      reply: async (effect) => [outcome(effect, await slack(turns, effect))],
      async diagnose(effect) {
        await time.pass(READING_A_LOG);
        const about = { diagnoses: { [effect.run]: [BROKEN] as [Diagnosis] } };
        return [{ type: 'seen', execution: partialExecution(effect.execution, { about }) }, ...(await done(effect))];
      },
      wake: async ({ key, at }) => {
        send({ signalbox: 'tick', key }, at - now());
        return [];
      },
    });
    return { store, rules: async () => policy, findExecution, world, now, id: () => `claim-${++ids}`, log: () => {} };
  }

  async function work(loop: BatchLoop): Promise<never> {
    for (;;) {
      await time.pass(WINDOW);
      const due = queue.filter(({ at }) => at <= now()).slice(0, BATCH);
      for (const message of due) queue.splice(queue.indexOf(message), 1);
      const records = due.map(({ body }, n) => ({ messageId: String(n), body }));
      const finished = processBatch(groupBySubject(records), Promise.resolve(loop), (_, error) => {
        throw error;
      });
      await Promise.all(records.map(({ messageId }) => finished(messageId)));
    }
  }

  const begin = now();
  for (let n = 0; n < WORKERS; n++) time.after((n * WINDOW) / WORKERS, () => void work(createLoop()));
  for (let n = 0; n < executions; n++) {
    time.after((n * within) / executions, () => {
      const name = `team${(n % pipelines) % channels}-${n % pipelines}`;
      if (random() < failing) engine.outcome(name, 'Build', 'Do', { state: 'Failed', summary: 'It broke' });
      engine.push(name, { id: `c${n}`, message: `Change ${n}`, author: 'Ann' });
    });
  }
  for (let waited = 0; waited < 15 * MINUTE; waited += 250) {
    await time.until(begin + waited);
    engine.advance();
  }
  const ends = engine
    .snapshot()
    .flatMap(({ executions: all }) => all.map(({ id, status, updatedAt }) => ({ id, status, at: updatedAt })));
  return { sent, ends, refused };
}

function policyFor(channels: number): string {
  const all = Array.from({ length: channels }, (_, n) => n);
  const scopes = all.map((n) => `  team${n}: { pipelines: ["team${n}-*"] }`).join('\n');
  const routes = all
    .map(
      (n) => `  - { scope: team${n}, channel: ${n === 0 ? CHANNEL : `C0TEAM${n}`}, mention: [U0MIA], notify: every }`,
    )
    .join('\n');
  return `version: 1\nscopes:\n${scopes}\nroutes:\n${routes}\n`;
}

function uuid(random: () => number): string {
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  return [8, 4, 4, 4, 12].map(hex).join('-');
}

/** Numbers from 0 to 1 (Lehmer's generator). */
function randomOf(seed: number): () => number {
  let state = (seed * 48_271 + 11) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
