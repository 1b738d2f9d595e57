import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { type Execution, executionKey } from '../../../lib/core/execution/facts.ts';
import type { Effect } from '../../../lib/core/model/effect.ts';
import { type Input, outcome } from '../../../lib/core/model/input.ts';
import { emptyRow } from '../../../lib/core/model/row.ts';
import { step } from '../../../lib/core/step.ts';
import { nextLook } from '../../../lib/core/sweep/next-look.ts';
import { CHANNEL, rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const NOW = Date.UTC(2026, 10, 22, 10);
const asked = rules(`version: 1\nroutes: [{ scope: all, channel: ${CHANNEL} }]`);

/** Each event is a batch of its own, some seconds after it happened. @returns the look that each save stores */
function looksOf(events: object[]): (number | undefined)[] {
  const seen = events.map((event) => readEvent(event) as Execution);
  let row = emptyRow(executionKey((seen[0] as Execution).ref));
  const looks: (number | undefined)[] = [];
  let now = NOW;
  const take = (inputs: Input[]): Effect[] => {
    const next = step(row, inputs, asked, now, `claim ${looks.length}`);
    row = { ...next.row, version: row.version + 1 };
    looks.push(row.lookAt);
    return next.effects;
  };
  for (const execution of seen) {
    const newest = Math.max(...Object.values(execution.facts).map(({ at }) => at));
    now = Math.max(now + SECOND, newest + 2 * SECOND);
    let inputs: Input[] = [{ type: 'seen', execution }];
    while (inputs.length > 0) {
      inputs = take(inputs).flatMap((effect): Input[] => {
        if (effect.type === 'wake') return [];
        const message = effect.type === 'show' ? { message: { channel: CHANNEL, ts: '1.1' } } : {};
        return [outcome(effect, { done: true, digest: effect.digest, ...message })];
      });
    }
  }
  return looks;
}

it('is where it was while a run goes well', () => {
  const looks = looksOf(runs.green.slice(0, -1));
  expect(looks.length).toBeGreaterThan(10);
  expect(new Set(looks)).toEqual(new Set([looks[0]]));
  expect(looks[0]).toBe(NOW + 10 * MINUTE);
});

it('comes right after the lease of work on a failure', () => {
  const looks = looksOf(runs.failedThenGreen.slice(0, 6));
  expect(looks.some((at) => at !== undefined && at - NOW < 2 * MINUTE)).toBe(true);
});

const work = (instants: number[], isRoutine = true) => ({ instants, wakeAt: undefined, isRoutine });

it.each([
  ['nothing is left', work([]), NOW + 5 * MINUTE, undefined],
  ['a lease of routine work', work([NOW + MINUTE]), undefined, NOW + 10 * MINUTE],
  ['a lease of other work', work([NOW + MINUTE], false), undefined, NOW + MINUTE],
  ['other work, with a later look', work([NOW + MINUTE], false), NOW + 5 * MINUTE, NOW + MINUTE],
  ['a later instant', work([NOW + 12 * MINUTE]), NOW + 5 * MINUTE, NOW + 5 * MINUTE],
  ['a later instant, and a look that is near', work([NOW + 12 * MINUTE]), NOW + 2 * MINUTE, NOW + 12 * MINUTE],
  ['an instant that is much later', work([NOW + 4 * 60 * MINUTE]), NOW + 5 * MINUTE, NOW + 4 * 60 * MINUTE],
  ['an instant between a lease and a quiet execution', work([NOW + 3 * MINUTE]), NOW + 9 * MINUTE, NOW + 3 * MINUTE],
  ['an instant that has passed', work([NOW - MINUTE], false), NOW + 9 * MINUTE, NOW - MINUTE],
])('%s', (_, all, lookAt, expected) => {
  expect(nextLook({ lookAt }, all, NOW)).toBe(expected);
});

it('comes a sweep after a wake that may be lost', () => {
  const at = NOW + 30 * SECOND;
  expect(nextLook({}, { instants: [at], wakeAt: at, isRoutine: false }, NOW)).toBe(at + MINUTE);
});
