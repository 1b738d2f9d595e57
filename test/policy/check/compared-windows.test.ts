import { describe, expect, it } from 'vitest';
import type { Window } from '../../../lib/policy/calendar/timeline.ts';
import { type ComparedWindows, compared } from '../../../lib/policy/check/compared-windows.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Hours = readonly [start: number, end: number];
const ofHours = ([start, end]: Hours): Window => ({ start: start * HOUR, end: end * HOUR });

/** Three of these windows are kept. `computed` has the hours from which windows were computed. */
function windowsOf(...hours: Hours[]) {
  const computed: number[] = [];
  const all = hours.map(ofHours);
  const occurrences = (after: number) => {
    computed.push(after / HOUR);
    return all.filter(({ end }) => end > after);
  };
  return { windows: compared(occurrences, 0, 3), computed };
}

const usual: Hours[] = [1, 10, 20, 30, 40].map((start) => [start, start + 2]);
const reached = (windows: ComparedWindows, hour: number) => windows.reach(hour * HOUR) / HOUR;

describe('the windows of a freeze', () => {
  it.each<[Hours, boolean]>([
    [[1, 3], true],
    [[1, 2], true],
    [[0, 2], false],
    [[2, 4], false],
    [[3, 4], false],
    [[20, 22], true],
    [[22, 23], false],
    [[30, 31], true],
    [[29, 31], false],
    [[32, 33], false],
    [[41, 42], true],
    [[50, 51], false],
  ])('hold the hours %j: %s', (hours, holds) => {
    expect(windowsOf(...usual).windows.hold(ofHours(hours))).toBe(holds);
  });

  it('reach from an instant to the end of the window, if one is active', () => {
    const { windows } = windowsOf(...usual);
    const hours = [0, 1, 2, 3, 11, 22, 25, 31, 32, 40, 50];
    expect(hours.map((hour) => reached(windows, hour))).toEqual([0, 3, 3, 3, 12, 22, 25, 32, 32, 42, 50]);
  });

  it('are one if they touch, for as long as a year', () => {
    expect(windowsOf([1, 3], [3, 5]).windows.hold(ofHours([2, 4]))).toBe(true);
    expect(reached(windowsOf([1, 3], [3, 5]).windows, 1)).toBe(5);
    const days = Array.from({ length: 300 }, (_, day): Hours => [(100 + day) * 24, (101 + day) * 24]);
    expect(windowsOf(...days).windows.reach(100 * DAY)).toBe(400 * DAY);
    const years = Array.from({ length: 400 }, (_, day): Hours => [day * 24, (day + 1) * 24]);
    expect(windowsOf(...years).windows.reach(DAY)).toBe(Number.POSITIVE_INFINITY);
  });

  it('come in order, each time that they are asked for', () => {
    const { windows, computed } = windowsOf(...usual);
    expect([...windows.from(0)]).toEqual(usual.map(ofHours));
    expect([...windows.from(0)]).toEqual(usual.map(ofHours));
    expect(computed).toEqual([0]);
  });

  it('are computed once while they are kept, and a later one once while it is active', () => {
    const { windows, computed } = windowsOf(...usual);
    for (const hours of [
      [1, 3],
      [3, 4],
      [20, 22],
      [10, 11],
    ] as const)
      windows.hold(ofHours(hours));
    expect(computed).toEqual([0]);
    expect(reached(windows, 22)).toBe(22);
    expect(computed).toEqual([0, 22]);
    for (const hour of [40, 40, 41, 42]) expect(reached(windows, hour)).toBe(42);
    expect(computed).toEqual([0, 22, 40, 42]);
    expect([31, 11].map((hour) => reached(windows, hour))).toEqual([32, 12]);
    expect(computed).toEqual([0, 22, 40, 42, 31]);
    const other = windowsOf(...usual);
    expect([1, 3, 11].map((hour) => reached(other.windows, hour))).toEqual([3, 3, 12]);
    expect(other.computed).toEqual([0]);
  });

  it('are not computed for one that is longer than all of them by more than a change of the clock', () => {
    const { windows, computed } = windowsOf(...usual, [50, 53]);
    expect(windows.hold(ofHours([100, 104]))).toBe(false);
    expect(computed).toEqual([0]);
    expect(windows.hold(ofHours([50, 53]))).toBe(true);
  });
});
