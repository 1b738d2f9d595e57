import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { worldOf } from '../../lib/cli/world.ts';
import { readEvent } from '../../lib/codepipeline/read/event.ts';
import { absorb, type Execution, executionKey } from '../../lib/core/execution/facts.ts';
import { summarize } from '../../lib/core/execution/summary.ts';
import type { Effect, MessageRef } from '../../lib/core/model/effect.ts';
import type { Input } from '../../lib/core/model/input.ts';
import { render } from '../../lib/slack/render/message.ts';
import { createMemoryStore } from '../../lib/store/memory.ts';
import type { Store } from '../../lib/store/store.ts';
import { type Loop, reconcile } from '../../lib/worker/reconcile.ts';
import { long } from '../kit/draws.ts';
import { CHANNEL, rules } from '../kit/rules.ts';
import { runs } from '../kit/runs.ts';
import { createStage, patiently } from '../kit/stage.ts';

// Not a unit test: it plays complete histories, which takes seconds.

/** Workers race over one execution. At every load, save and effect a worker may be overtaken or die, before the step or
 *  after it and before any worker has its result. Time passes only if no worker can continue. */

describe('racing, crashing workers', () => {
  const drawn = long.draws(1_000);

  it('end with a correct message, posted at most once more for each death', async () => {
    await fc.assert(
      fc.asyncProperty(shuffledEvents(), choices(), async (events, choice) => {
        const { slack, deaths, truth } = await play(events, choice, { lookUp: false });
        expect(last(slack.messages)).toBe(truth);
        expect(slack.messages.length).toBeLessThanOrEqual(1 + deaths);
      }),
      drawn,
    );
  });

  it('post exactly once if they search for the message first', async () => {
    await fc.assert(
      fc.asyncProperty(shuffledEvents(), choices(), async (events, choice) => {
        const { slack, truth } = await play(events, choice, { lookUp: true });
        expect(slack.messages).toEqual([truth]);
      }),
      drawn,
    );
  });
});

/** A run's events in any order, each once or twice, in batches. */
function shuffledEvents(): fc.Arbitrary<object[][]> {
  const events = fc.constantFrom(runs.green, runs.failedThenGreen);
  return events.chain((all) =>
    fc
      .tuple(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.subarray(all),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 40, maxLength: 40 }),
      )
      .map(([once, again, sizes]) => {
        const queue = [...once, ...again];
        const batches: object[][] = [];
        for (const size of sizes) if (queue.length > 0) batches.push(queue.splice(0, size));
        return batches;
      }),
  );
}

function choices(): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(999), { minLength: 200, maxLength: 400 });
}

function last(messages: string[]): string | undefined {
  return messages.at(-1);
}

async function play(batches: object[][], choice: number[], { lookUp }: { lookUp: boolean }) {
  const executions = batches.map((batch) => batch.map((event) => readEvent(event) as Execution));
  const all = executions.flat();
  const key = executionKey((all[0] as Execution).ref);
  const truth = render(summarize(all.reduce<Execution | undefined>(absorb, undefined) as Execution)).text;

  const stage = createStage(choice);
  const store = createMemoryStore();
  const slack = createChannel(lookUp);
  const staged: Store = {
    load: (k) => stage.pass(() => store.load(k)),
    save: (row, now) => stage.pass(() => store.save(row, now)),
    due: store.due,
  };
  const done = (effect: Exclude<Effect, { type: 'wake' }>, message?: MessageRef): Input[] => [
    {
      type: 'outcome',
      key: effect.key,
      claim: effect.claim,
      result: { done: true, digest: effect.digest, ...(message ? { message } : {}) },
    },
  ];
  const world = worldOf((effect) => stage.pass(async () => done(effect)), {
    show: (effect) => stage.pass(async () => done(effect, slack.show(effect))),
    reply: (effect) => stage.pass(async () => done(effect, { channel: CHANNEL, ts: 'reply' })),
  });
  let claims = 0;
  const loop: Loop = {
    store: staged,
    rules: async () => rules(),
    world,
    now: () => stage.now,
    id: () => `claim-${claims++}`,
    log: () => {},
    within: patiently,
  };

  stage.now = Date.UTC(2026, 10, 22, 10, 5);
  const tick: Input = { type: 'tick' };
  let work = executions.map(
    (batch) => () =>
      reconcile(
        key,
        batch.map((execution) => ({ type: 'seen', execution })),
        loop,
      ),
  );
  for (let sweep = 0; work.length > 0 && sweep < 60; sweep++) {
    // The queue delivers the messages of dead workers again, and the sweep sends due rows.
    const unfinished = await stage.settle(work);
    const dueAt = store.rows()[0]?.dueAt;
    stage.now = Math.max(stage.now + 1000, dueAt ?? 0);
    work = dueAt === undefined ? unfinished : [...unfinished, () => reconcile(key, [tick], loop)];
  }
  expect(work).toEqual([]);
  return { slack, deaths: stage.deaths, truth };
}

/** A channel that keeps each message as its last text. */
function createChannel(lookUp: boolean) {
  const messages: string[] = [];
  return {
    messages,
    show(effect: Extract<Effect, { type: 'show' }>): MessageRef {
      const { text } = render(effect.summary);
      const found = lookUp && effect.maybeSince !== undefined && messages.length > 0 ? 0 : undefined;
      const at = effect.message ? Number(effect.message.ts) : found;
      if (at === undefined) messages.push(text);
      else messages[at] = text;
      return { channel: CHANNEL, ts: String(at ?? messages.length - 1) };
    },
  };
}
