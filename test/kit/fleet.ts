import { createCodePipeline as createEngine } from '../../lab/codepipeline/engine.ts';
import { AwsError } from '../../lab/codepipeline/errors.ts';
import { worldOf } from '../../lib/cli/world.ts';
import { createCodePipeline } from '../../lib/codepipeline/client.ts';
// Its load on first use takes real time, during which the virtual clock would jump.
import '../../lib/codepipeline/refresh/status.ts';
import { outcome } from '../../lib/core/model/input.ts';
import { isPipeline, type SubjectKey } from '../../lib/core/model/subject.ts';
import { createApplyCommand } from '../../lib/effects/apply-command.ts';
import { createCountTransitions } from '../../lib/effects/count-transitions.ts';
import { createRefreshAllPipelines } from '../../lib/effects/refresh-all-pipelines.ts';
import { groupBySubject } from '../../lib/inbox/group-by-subject.ts';
import { times } from '../../lib/policy/calendar/time-sources.ts';
import { parsePolicy } from '../../lib/policy/file/parse.ts';
import { rulesOf } from '../../lib/policy/rules.ts';
import type { CommandMessage } from '../../lib/queue/message.ts';
import { createMemoryStore } from '../../lib/store/memory.ts';
import { createMemoryValues } from '../../lib/store/versioned-values-memory.ts';
import { currentRules } from '../../lib/worker/current-policy.ts';
import { type BatchLoop, processBatch } from '../../lib/worker/process-batch.ts';
import { sweep } from '../../lib/worker/sweep.ts';
import { inMemoryHttp, unsigned } from './in-memory-http.ts';
import { createTime } from './time.ts';

/** Many pipelines under one Signalbox, in virtual time: the real loop, batches, client and CodePipeline's simulator.
 *  Simulated are the queue, the workers of Lambda, a sweep each minute, and CodePipeline's limit of calls per second. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

interface Setting {
  policy: string;
  start: string;
  pipelines: number;
  /** Stages after the source, each with a transition. */
  stages?: number;
  /** Calls per second of all workers for all pipelines, without the list of pipelines. */
  rate?: number;
}

interface Message {
  at: number;
  body: string;
}

const DAY = 24 * 60 * MINUTE;
const WORKERS = 10;
const BATCH = 50;
const WINDOW = SECOND;
/** Milliseconds of a call, in both directions together. */
const LATENCY = 60;

export function createFleet({ policy: yaml, start, pipelines, stages = 3, rate = 10 }: Setting) {
  const parsed = parsePolicy(yaml);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const { policy } = parsed;
  const begin = Date.parse(start);
  const time = createTime(begin - DAY);
  const store = createMemoryStore();
  const queue: Message[] = [];
  const names = ['Source', 'Test', 'Stage', 'Prod', 'Rest'].slice(0, stages + 1);
  const calls: { at: number; operation: string; name: string; refused: boolean }[] = [];
  const ticks: { at: number; key: string }[] = [];
  /** Ephemeral messages and announcements. */
  const messages: { at: number; to: string; text: string }[] = [];
  const trouble: { fault?: (operation: string, name: string) => AwsError | undefined } = {};
  let tokens = rate;
  let filledAt = time.now();
  let ids = 0;

  const engine = createEngine({ now: time.now, id: () => `id-${++ids}`, emit: () => {} });
  const declare = (name: string) => {
    const action = (stage: string) => (stage === 'Source' ? 'CodeStarSourceConnection' : 'CodeBuild');
    const declared = names.map((stage) => ({ name: stage, actions: [{ name: 'Do', provider: action(stage) }] }));
    engine.declare({ name, stages: declared });
  };
  for (let each = 0; each < pipelines; each++) declare(`p${each}`);
  // The pipelines are a day old.
  time.begin(begin);

  function hasToken(operation: string): boolean {
    if (operation === 'ListPipelines') return true;
    tokens = Math.min(rate, tokens + ((time.now() - filledAt) / SECOND) * rate);
    filledAt = time.now();
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  }

  const http = inMemoryHttp((operation, given) => {
    const input = given as { name?: string; pipelineName?: string };
    const name = input.name ?? input.pipelineName ?? '';
    const error = trouble.fault?.(operation, name) ?? (hasToken(operation) ? undefined : throttled());
    calls.push({ at: time.now(), operation, name, refused: error !== undefined });
    if (error) throw error;
    return engine.call(operation, input);
  });
  const requestHandler = {
    ...http,
    async handle(request: Parameters<typeof http.handle>[0]) {
      await time.pass(LATENCY / 2);
      const answer = await http.handle(request);
      await time.pass(LATENCY / 2);
      return answer;
    },
  };
  // The SDK waits in real time before a retry, while hours of virtual time pass.
  const maxAttempts = 1;
  const client = { requestHandler, maxAttempts, ...unsigned };

  function send(body: object, delay = 0): void {
    queue.push({ at: time.now() + Math.ceil(Math.max(0, delay) / SECOND) * SECOND, body: JSON.stringify(body) });
  }
  const ticksAll = { ticks: async (keys: SubjectKey[]) => void keys.map((key) => tick(key)) };

  function tick(key: SubjectKey, delay = 0): void {
    ticks.push({ at: time.now(), key });
    send({ signalbox: 'tick', key }, delay);
  }

  function createLoop(): BatchLoop {
    const { now } = time;
    const { findExecution, listPipelines, ...codepipeline } = createCodePipeline({
      now,
      wait: time.pass,
      deployment: 'signalbox-test',
      client: client as unknown as NonNullable<Parameters<typeof createCodePipeline>[0]['client']>,
    });
    const rules = currentRules(store, (board) => rulesOf(policy, 'v1', times, board), now);
    const done = async (effect: { key: string; claim: string; digest: string }) => [
      outcome(effect, { done: true, digest: effect.digest }),
    ];
    const world = worldOf(done, {
      ...codepipeline,
      ...createApplyCommand(now),
      ...createRefreshAllPipelines({ listPipelines, rules, queue: ticksAll }),
      ...createCountTransitions({ listPipelines, rules, store, now }),
      sendEphemeral: async (effect) => {
        messages.push({ at: now(), to: effect.user, text: effect.text });
        return done(effect);
      },
      announce: async (effect) => {
        messages.push({ at: now(), to: effect.channel, text: effect.text });
        return done(effect);
      },
      wake: async ({ key, at }) => {
        tick(key, at - now());
        return [];
      },
    });
    return { store, rules, findExecution, world, now, id: () => `claim-${++ids}`, log: () => {} };
  }

  async function work(loop: BatchLoop): Promise<never> {
    for (;;) {
      await time.pass(WINDOW);
      const due = queue.filter(({ at }) => at <= time.now()).slice(0, BATCH);
      if (due.length === 0) continue;
      for (const message of due) queue.splice(queue.indexOf(message), 1);
      const records = due.map(({ body }, n) => ({ messageId: String(n), body }));
      const finished = processBatch(groupBySubject(records), Promise.resolve(loop), (_, error) => {
        throw error;
      });
      await Promise.all(records.map(({ messageId }) => finished(messageId)));
    }
  }

  async function sweepEveryMinute(): Promise<never> {
    const values = createMemoryValues();
    for (;;) {
      await sweep({ store, values, queue: ticksAll, now: time.now });
      await time.pass(MINUTE);
    }
  }

  for (let each = 0; each < WORKERS; each++) {
    time.after((each * WINDOW) / WORKERS, () => void work(createLoop()));
  }
  time.after(0, () => void sweepEveryMinute());

  const stateOf = (name: string) =>
    (engine.call('GetPipelineState', { name }) as { stageStates: { inboundTransitionState: { enabled: boolean } }[] })
      .stageStates;
  const openOf = (name: string) =>
    stateOf(name)
      .slice(1)
      .filter((state) => state.inboundTransitionState.enabled).length;

  return {
    now: time.now,
    calls,
    ticks,
    messages,
    trouble,
    declare,
    pass: (milliseconds: number) => time.until(time.now() + milliseconds),
    at: (instant: string) => time.until(Date.parse(instant)),
    order: (message: Omit<CommandMessage, 'signalbox'>) => send({ signalbox: 'command', ...message }),
    openOf,
    /** Passes time until all transitions of these pipelines have this state.
     *  @param most milliseconds
     *  @returns the duration in milliseconds, or infinity */
    async takes(want: 'closed' | 'open', most: number, which = names0(pipelines)): Promise<number> {
      const begun = time.now();
      const wanted = want === 'open' ? stages : 0;
      while (which.some((name) => openOf(name) !== wanted)) {
        if (time.now() - begun >= most) return Number.POSITIVE_INFINITY;
        await time.until(time.now() + SECOND);
      }
      return time.now() - begun;
    },
    row: (name: string) => store.rows().find(({ key }) => isPipeline(key) && key.endsWith(`#${name}`)),
    /** A person changes a transition in the console. */
    person(change: 'close' | 'open', name: string, stageName: string) {
      const which = { pipelineName: name, stageName, transitionType: 'Inbound' };
      const who = 'arn:aws:iam::123456789012:user/olga';
      if (change === 'close') engine.call('DisableStageTransition', { ...which, reason: 'Hands off' }, who);
      else engine.call('EnableStageTransition', which, who);
    },
  };
}
export type Fleet = ReturnType<typeof createFleet>;

function names0(count: number): string[] {
  return Array.from({ length: count }, (_, each) => `p${each}`);
}

function throttled(): AwsError {
  return new AwsError('ThrottlingException', 'Rate exceeded');
}
