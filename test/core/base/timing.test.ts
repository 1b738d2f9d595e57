import { expect, it } from 'vitest';
import { quietUntil } from '../../../lib/core/base/timing.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const NEWS = Date.UTC(2026, 10, 22, 10);
const next = (lastLook?: number, startKnown = true) =>
  quietUntil(NEWS, lastLook === undefined ? undefined : NEWS + lastLook, startKnown) - NEWS;

it('a running execution without news is read after ten minutes, and a missing start after half a minute', () => {
  expect([next(), next(-MINUTE), next(0)]).toEqual([10 * MINUTE, 10 * MINUTE, 10 * MINUTE]);
  expect([next(undefined, false), next(-MINUTE, false), next(0, false)]).toEqual(Array(3).fill(30 * SECOND));
});

it('then at doubling intervals, up to six hours', () => {
  expect([next(10 * MINUTE), next(20 * MINUTE), next(40 * MINUTE)]).toEqual([20, 40, 80].map((n) => n * MINUTE));
  expect(next(1000 * MINUTE)).toBe(1360 * MINUTE);
  expect(next(MINUTE)).toBe(11 * MINUTE);
});
