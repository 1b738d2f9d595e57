import { partialExecution } from '../core/execution/facts.ts';
import { outcome } from '../core/model/input.ts';
import { type CallSeries, endedBy, openCalls, withCalls } from '../core/notify/call-series.ts';
import { changeValue, placeOf } from '../store/change-value.ts';
import type { VersionedValues } from '../store/versioned-values.ts';
import type { World } from '../worker/reconcile.ts';

/** Safe to repeat: an execution replaces its own calls, and ends a series once. */
export function createShareCalls(values: VersionedValues, now: () => number): Pick<World, 'shareCalls'> {
  return {
    async shareCalls(effect) {
      const { execution, made = [], since, endedAfter, digest } = effect;
      const { executionId } = execution;
      const asOf = now();
      const open = await changeValue<CallSeries, CallSeries>(
        { values, now },
        `calls#${placeOf(execution)}`,
        [],
        (known) => {
          const all = withCalls(known, made);
          const next =
            endedAfter !== undefined && since !== undefined
              ? endedBy(all, { executionId, startedAt: endedAfter, since })
              : all;
          return { next, answer: since === undefined ? [] : openCalls(next, executionId, since) };
        },
      );
      const done = outcome(effect, { done: true, digest });
      if (since === undefined) return [done];
      return [{ type: 'seen', execution: partialExecution(execution, { about: { calls: [asOf, open] } }) }, done];
    },
  };
}
