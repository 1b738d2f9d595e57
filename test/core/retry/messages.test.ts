import { expect, it } from 'vitest';
import { budgetUsedUp, circuitOpen, notRetried, onlyReported } from '../../../lib/core/retry/messages.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

it('the message of a used-up budget has singular and plural', () => {
  const limits = { window: DAY, ratio: 0.125, reserve: 3 };
  const rest = (share: string) => `3 and 12.5 % of ${share} are allowed.`;
  expect(budgetUsedUp(1, 1, limits)).toBe(
    `The retry budget of this pipeline is used up: 1 automatic retry in 1 d; ${rest('1 finished execution')}`,
  );
  expect(budgetUsedUp(2, 0, limits)).toBe(
    `The retry budget of this pipeline is used up: 2 automatic retries in 1 d; ${rest('0 finished executions')}`,
  );
});

it('an open breaker names the outage, or the retry that failed after it', () => {
  const limits = { sameSignature: 3, within: 15 * MINUTE, open: 30 * MINUTE };
  const until = Date.UTC(2026, 10, 22, 18, 30);
  const paused = 'Automatic retries are paused until 2026-11-22 18:30 UTC.';
  expect(circuitOpen(3, limits, until)).toBe(`3 pipelines failed with the same cause within 15 min. ${paused}`);
  expect(circuitOpen(1, limits, until)).toBe(`The first retry after an outage failed with the same cause. ${paused}`);
});

it('a retry that does not happen gives its reason', () => {
  expect(notRetried('Frozen.')).toBe('Not retried: Frozen.');
  expect(onlyReported('Retries Build.')).toBe('Report only, no retry: Retries Build.');
});
