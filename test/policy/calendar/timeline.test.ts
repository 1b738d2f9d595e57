import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merged, type Occurrences, timelineOf, windowsAfter } from '../../../lib/policy/calendar/timeline.ts';
import { draws } from '../../kit/draws.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
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
  it('are merged, and those with a gap are not', () => {
    expect(inDays(merged(days(1, 2, 4, 6, 7)(0)))).toEqual(['1-3', '4-5', '6-8']);
    const nested = [
      { start: 0, end: 10 * DAY },
      { start: DAY, end: 2 * DAY },
      { start: 9 * DAY, end: 12 * DAY },
    ];
    expect(inDays(merged(nested))).toEqual(['0-12']);
  });

  it('begin where the first of them begins, seen from any instant', () => {
    const week = days(...Array.from({ length: 100 }, (_, day) => day + 10), 200);
    for (const now of [10, 11, 57, 109.5]) {
      expect(inDays(windowsAfter(week, now * DAY))).toEqual(['10-110', '200-201']);
      expect(timelineOf(week).around(now * DAY)).toEqual({ start: 10 * DAY, end: 110 * DAY });
    }
    expect(timelineOf(week).around(110 * DAY)).toBe(undefined);
  });

  it('have no start and no end if these are more than a year away', () => {
    const [first, ...rest] = windowsAfter(endless, 5_000 * DAY);
    expect(first).toEqual({ start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY });
    expect(rest).toEqual([]);
    expect(timelineOf(endless).around(5_000 * DAY)).toEqual({ start: Number.NEGATIVE_INFINITY });
  });

  it('last as long as the longest of them, seen again after the others ended', () => {
    const nested: Occurrences = (after) =>
      [
        { start: 0, end: 10 * DAY },
        { start: DAY, end: 2 * DAY },
        { start: 3 * DAY, end: 4 * DAY },
      ].filter(({ end }) => end > after);
    const timeline = timelineOf(nested);
    for (const now of [0, 1.5, 3.5, 5]) expect(timeline.around(now * DAY)).toEqual({ start: 0, end: 10 * DAY });
    expect(timeline.around(10 * DAY)).toBe(undefined);
  });

  it('have an end up to 400 days ahead, although they began long before', () => {
    const long: Occurrences = () => [
      { start: -300 * DAY, end: 100 * DAY },
      { start: 50 * DAY, end: 200 * DAY },
    ];
    expect(inDays(windowsAfter(long, 0))).toEqual(['-300-200']);
  });

  it('begin after the last gap, also if earlier ones of the same day touch', () => {
    const hours = [0, 1, 4, 5].map((hour) => ({ start: hour * HOUR, end: (hour + 1) * HOUR }));
    const morning: Occurrences = (after) => hours.filter(({ end }) => end > after);
    const window = { start: 4 * HOUR, end: 6 * HOUR };
    expect([...windowsAfter(morning, 4.5 * HOUR)]).toEqual([window]);
    expect(timelineOf(morning).around(5.5 * HOUR)).toEqual(window);
  });

  it('keep the end of a single window, however far away', () => {
    const long: Occurrences = () => [{ start: 0, end: 2_000 * DAY }];
    expect(inDays(windowsAfter(long, DAY))).toEqual(['0-2000']);
  });
});

describe('windows between two instants', () => {
  it('are computed once, and only for that time', () => {
    let drawn = 0;
    const minutes: Occurrences = function* (after) {
      for (let minute = Math.floor(after / MINUTE) - 60; ; minute++) {
        drawn += 1;
        yield { start: minute * MINUTE, end: (minute + 60) * MINUTE };
      }
    };
    const timeline = timelineOf(minutes);
    const asked = 5_000 * DAY;
    for (let minute = 0; minute < 100; minute++) {
      const from = asked + minute * MINUTE;
      expect(timeline.windows(from, from + DAY)).toEqual([
        { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY },
      ]);
    }
    expect(drawn).toBeLessThan(3_100);
  });

  it('have the end of a window that begins between them, and the start of the next', () => {
    const weeks = days(8, 10, 11, 12, 13, 40);
    const timeline = timelineOf(weeks);
    expect(inDays(timeline.windows(9 * DAY, 11 * DAY))).toEqual(['10-14', '40-Infinity']);
    expect(inDays(timelineOf(days(10, 11)).windows(10.5 * DAY, 11 * DAY))).toEqual(['-Infinity-12']);
    const long: Occurrences = () => [{ start: DAY, end: 2_000 * DAY }];
    expect(inDays(timelineOf(long).windows(0, 2 * DAY))).toEqual(['1-2000']);
  });

  it('have no end if that needs a search over more than 400 days, or over more than 5,000 occurrences', () => {
    const every =
      (unit: number, count: number): Occurrences =>
      (after) =>
        Array.from({ length: count }, (_, index) => ({
          start: 10 * DAY + index * unit,
          end: 10 * DAY + (index + 1) * unit,
        })).filter(({ end }) => end > after);
    const found = (occurrences: Occurrences) => inDays(timelineOf(occurrences).windows(9 * DAY, 10 * DAY));
    expect(found(every(DAY, 300))).toEqual(['10-310']);
    expect(found(every(DAY, 500))).toEqual(['10-Infinity']);
    expect(found(every(MINUTE, 3 * 1_440))).toEqual(['10-13']);
    expect(found(every(MINUTE, 5 * 1_440))).toEqual(['10-Infinity']);
  });

  it('end with the first that starts after both', () => {
    const hours = [0, 2, 4].map((hour) => ({ start: hour * HOUR, end: (hour + 1) * HOUR }));
    const timeline = timelineOf((after) => hours.filter(({ end }) => end > after));
    const startsUntil = (hour: number) => timeline.windows(-HOUR, hour * HOUR).map(({ start }) => start / HOUR);
    expect([-0.5, 0, 3.5, 4].map(startsUntil)).toEqual([[0], [0, 2], [0, 2, 4], [0, 2, 4]]);
  });

  it('are the same for a second, later question', () => {
    const timeline = timelineOf(days(11, 12));
    expect(inDays(timeline.windows(9 * DAY, 10 * DAY))).toEqual(['11-13']);
    expect(inDays(timeline.windows(9 * DAY, 11 * DAY))).toEqual(['11-13']);
  });

  it('have the same starts and ends as in a search over a year', () => {
    const drawnDays = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 20 });
    const asked = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(drawnDays, asked, fc.integer({ min: 1, max: 5 }), (numbers, instants, span) => {
        const occurrences = days(...numbers.toSorted((a, b) => a - b));
        const timeline = timelineOf(occurrences);
        for (const instant of instants) {
          const [from, until] = [(instant + 0.5) * DAY, (instant + 0.5 + span) * DAY];
          const edges = (windows: Iterable<{ start: number; end: number }>) =>
            [...windows].flatMap(({ start, end }) => [
              ...(start > from && start <= until ? [`${start / DAY} until ${end / DAY}`] : []),
              ...(end > from && end <= until ? [`end ${end / DAY}`] : []),
            ]);
          expect(edges(timeline.windows(from, until))).toEqual(edges(windowsAfter(occurrences, from)));
        }
      }),
      draws(300),
    );
  });
});
