import { describe, expect, it } from 'vitest';
import { CALENDAR_OLD } from '../../../lib/core/base/timing.ts';
import { opposite, stateAt, withPassedTurns } from '../../../lib/core/command/calendar-turns.ts';
import type { CalendarStatus } from '../../../lib/core/command/shared-state.ts';

/** Changes of a calendar that have passed are kept for two hours, because their events are put after them. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function read(at: number, state: 'open' | 'closed', turns: number[] = [], passed?: number[]): CalendarStatus {
  return { read: [at, { state, turns }], ...(passed && { passed }) };
}
const passedIn = (before: CalendarStatus, now: CalendarStatus) => withPassedTurns({ a: before }, { a: now })?.a?.passed;

it('a calendar changes at each of its turns', () => {
  const turns = [10, 20];
  expect([9, 10, 19, 20].map((at) => stateAt({ state: 'open', turns }, at))).toEqual([
    'open',
    'closed',
    'closed',
    'open',
  ]);
  expect(opposite('closed')).toBe('open');
});

describe('a new reading', () => {
  it.each<[string, CalendarStatus, CalendarStatus, number[] | undefined]>([
    ['keeps the turns that came between both', read(5, 'open', [5, 6, 10, 11]), read(10, 'closed', [11]), [6, 10]],
    ['keeps none if there were none', read(5, 'open', [11]), read(10, 'open', [11]), undefined],
    ['is a turn if the state is not what was announced', read(5, 'open', []), read(10, 'closed'), [10]],
    ['is a turn if an announced one did not come', read(5, 'open', [7]), read(10, 'open'), [7, 10]],
    ['adds to those that were kept', read(5, 'open', [7], [4]), read(10, 'closed'), [4, 7]],
    ['drops those of two hours ago', read(1, 'open', [2, 3]), read(2 + 2 * HOUR, 'open'), [3]],
  ])('%s', (_, before, now, passed) => {
    expect(passedIn(before, now)).toEqual(passed);
  });

  it('keeps the last ten', () => {
    const turns = Array.from({ length: 12 }, (_, n) => n + 1);
    expect(passedIn(read(0, 'open', turns), read(20, 'open'))).toEqual(turns.slice(2));
  });

  it('does not believe what was announced longer ago than a reading holds', () => {
    const late = CALENDAR_OLD + 1;
    expect(passedIn(read(0, 'open', [late]), read(late + 1, 'open'))).toBeUndefined();
    expect(passedIn(read(0, 'open', [late - 1]), read(late + 1, 'closed'))).toEqual([late - 1]);
  });
});

it('a reading that is not newer, or the first, changes nothing', () => {
  const now = read(5, 'closed');
  expect(withPassedTurns({ a: read(5, 'open') }, { a: now })).toEqual({ a: now });
  expect(withPassedTurns({ b: read(1, 'open') }, { a: now })).toEqual({ a: now });
  expect(withPassedTurns({ a: { failed: [1, 'denied'] } }, { a: now })).toEqual({ a: now });
  expect(withPassedTurns(undefined, { a: now })).toEqual({ a: now });
  expect(withPassedTurns({ a: read(1, 'open') }, { a: { failed: [9, 'denied'] } })).toEqual({
    a: { failed: [9, 'denied'] },
  });
  expect(withPassedTurns({ a: now }, undefined)).toBeUndefined();
});
