import { expect, it } from 'vitest';
import {
  admitAgain,
  backOff,
  countAgain,
  diagnoseAgain,
  holdAfter,
  inspectAgain,
  lookAfter,
  quietUntil,
  readCalendarAgain,
  warnBefore,
} from '../../../lib/core/base/timing.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../lib/core/base/units.ts';

const BASE = Date.UTC(2026, 10, 22, 10);
const times = (unit: number, ...counts: number[]) => counts.map((count) => count * unit);

it('a running execution without new events is read after ten minutes, and one without a start after half a minute', () => {
  const next = (lastLook?: number, startKnown = true) =>
    quietUntil(BASE, lastLook === undefined ? undefined : BASE + lastLook, startKnown) - BASE;
  expect([next(), next(-MINUTE), next(0)]).toEqual(times(MINUTE, 10, 10, 10));
  expect([next(undefined, false), next(-MINUTE, false), next(0, false)]).toEqual(times(SECOND, 30, 30, 30));
  // Then at doubling intervals, up to six hours.
  expect([next(MINUTE), next(10 * MINUTE), next(20 * MINUTE), next(40 * MINUTE)]).toEqual(
    times(MINUTE, 11, 20, 40, 80),
  );
  expect(next(1000 * MINUTE)).toBe(1360 * MINUTE);
});

it('a throttled call is retried at doubling intervals, with jitter', () => {
  expect([1, 2, 3].map((tries) => backOff(tries, 0))).toEqual(times(SECOND, 2, 4, 8));
  expect([backOff(1, 0.5), backOff(1, 1), backOff(20, 0), backOff(20, 1)]).toEqual(times(SECOND, 3, 4, 300, 600));
  expect([backOff(20, 0, 10 * SECOND), backOff(20, 1, 10 * SECOND)]).toEqual(times(SECOND, 5, 10));
});

it('a diagnosis is retried after 15 seconds, then after two minutes', () => {
  expect([1, 2, 3].map((tries) => diagnoseAgain(BASE, tries, 0) - BASE)).toEqual(times(SECOND, 15, 120, 120));
  expect(diagnoseAgain(BASE, 1, 1) - BASE).toBe(22_500);
});

it('a waiting approval is read at once, soon while the list lags behind, then at growing intervals', () => {
  const next = (done: number) => inspectAgain(BASE, BASE + done, true) - BASE - done;
  expect(inspectAgain(BASE, undefined, true)).toBe(0);
  expect(inspectAgain(BASE, BASE + MINUTE, false) - BASE).toBe(70 * SECOND);
  expect([next(MINUTE), next(20 * MINUTE), next(5 * HOUR)]).toEqual(times(MINUTE, 5, 20, 60));
});

it('the warning before an approval expires comes an hour before its end, or in the last quarter of a short one', () => {
  expect(warnBefore(BASE, BASE + 7 * DAY) - BASE).toBe(7 * DAY - HOUR);
  expect(warnBefore(BASE, BASE + HOUR) - BASE).toBe(45 * MINUTE);
});

it('a row that no worker can save is held for twice as long each time, up to an hour', () => {
  expect([1, 2, 3].map(holdAfter)).toEqual(times(MINUTE, 20, 40, 60));
});

it("the execution of a lock's owner is admitted at growing intervals, from five seconds to a minute", () => {
  const next = (done: number) => admitAgain(BASE, BASE + done) - BASE - done;
  expect([next(SECOND), next(80 * SECOND), next(HOUR)]).toEqual(times(SECOND, 5, 10, 60));
});

it('a calendar is read each minute, and right after an announced change instead of during it', () => {
  expect(readCalendarAgain(undefined, BASE)).toBe(0);
  const next = (change?: number) => readCalendarAgain(BASE, change === undefined ? undefined : BASE + change) - BASE;
  expect([next(), next(75 * SECOND), next(74 * SECOND), next(10 * SECOND)]).toEqual(times(SECOND, 60, 60, 76, 12));
});

it('the transitions of a command are counted after five seconds, then at growing intervals', () => {
  expect(countAgain(BASE, undefined) - BASE).toBe(5 * SECOND);
  const next = (asOf: number) => countAgain(BASE, BASE + asOf) - BASE - asOf;
  expect([next(5 * SECOND), next(40 * SECOND), next(20 * MINUTE)]).toEqual(times(SECOND, 3, 10, 60));
});

it('Signalbox looks for a newer execution 5, 10, 20 … minutes after a failure, for a day', () => {
  const next = (lastLook?: number) => lookAfter(BASE, lastLook === undefined ? undefined : BASE + lastLook) - BASE;
  expect([next(), next(-HOUR), next(4 * MINUTE)]).toEqual(times(MINUTE, 5, 5, 5));
  expect([next(5 * MINUTE), next(19 * MINUTE), next(20 * MINUTE), next(2 * DAY)]).toEqual([
    ...times(MINUTE, 10, 20, 40),
    DAY,
  ]);
});
