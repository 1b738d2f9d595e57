import { partialExecution } from '../core/execution/facts.ts';
import { outcome } from '../core/model/input.ts';
import type { RetryAllowances } from '../store/retry-allowances.ts';
import type { World } from '../worker/reconcile.ts';

/** Tells budget and breaker what ended, and hears how flaky actions were lately. */
export function createRecordRetryStats(
  allowances: Pick<RetryAllowances, 'report'>,
  now: () => number,
): Pick<World, 'recordRetryStats'> {
  return {
    async recordRetryStats(effect) {
      const { pipeline, executionId, digest } = effect;
      const asOf = now();
      const rates = Object.entries(await allowances.report(effect));
      const flakes = Object.fromEntries(
        rates.map(([action, rate]) => [action, [asOf, ...rate] as [number, number, number]]),
      );
      const done = outcome(effect, { done: true, digest });
      if (rates.length === 0) return [done];
      return [{ type: 'seen', execution: partialExecution({ ...pipeline, executionId }, { about: { flakes } }) }, done];
    },
  };
}
