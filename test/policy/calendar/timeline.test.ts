import { describe, expect, it } from 'vitest';
import { merged, type Occurrences, timelineOf, windowsAfter } from '../../../lib/policy/calendar/timeline.ts';

const DAY = 86_400_000;
/** Whole days by their numbers. */
const days =
  (...all: number[]): Occurrences =>
  (after) =>
    all.map((day) => ({ start: day * DAY, end: (day + 1) * DAY })).filter(({ end }) => end > after);
const endless: Occurrences = function* (after) {
  for (let day = Math.floor(after / DAY); ; day++) yield { start: day * DAY, end: (day + 1) * DAY };
};
const inDays = (windows: Iterable<{ start: number; end: number }>) =>
  [...windows].map(({ start, end }) => `${start / DAY}-${end / DAY}`);

describe('windows that overlap or touch', () => {
  it('are one, and those with a gap are not', () => {
    expect(inDays(merged(days(1, 2, 4, 6, 7)(0)))).toEqual(['1-3', '4-5', '6-8']);
    const nested = [
      { start: 0, end: 10 * DAY },
      { start: DAY, end: 2 * DAY },
      { start: 9 * DAY, end: 12 * DAY },
    ];
    expect(inDays(merged(nested))).toEqual(['0-12']);
  });

  it('begin where the first of them began, wherever one looks', () => {
    const week = days(...Array.from({ length: 100 }, (_, day) => day + 10), 200);
    for (const now of [10, 11, 57, 109.5]) {
      expect(inDays(windowsAfter(week, now * DAY))).toEqual(['10-110', '200-201']);
      expect(timelineOf(week).around(now * DAY)).toEqual({ start: 10 * DAY, end: 110 * DAY });
    }
    expect(timelineOf(week).around(110 * DAY)).toBe(undefined);
  });

  it('have no start and no end where there is none for more than a year', () => {
    const [first, ...rest] = windowsAfter(endless, 5_000 * DAY);
    expect(first).toEqual({ start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY });
    expect(rest).toEqual([]);
    expect(timelineOf(endless).around(5_000 * DAY)?.end).toBe(undefined);
  });

  it('keep the end of a single window, however far away', () => {
    const long: Occurrences = () => [{ start: 0, end: 2_000 * DAY }];
    expect(inDays(windowsAfter(long, DAY))).toEqual(['0-2000']);
  });
});
