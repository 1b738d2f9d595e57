import { partialExecution } from '../core/execution/facts.ts';
import { outcome } from '../core/model/input.ts';
import { type CallSeries, emptySeries, endedBy, openCalls, withCalls } from '../core/notify/shared-calls.ts';
import { changeValue, placeOf, type StoredValue } from '../store/change-value.ts';
import { CallSeriesSchema } from '../store/schema/values.ts';
import type { VersionedValues } from '../store/versioned-values.ts';
import type { World } from '../worker/reconcile.ts';

/** Safe to repeat: an execution replaces its own calls, and ends a series once. */
export function createShareCalls(values: VersionedValues, now: () => number): Pick<World, 'shareCalls'> {
  return {
    async shareCalls(effect) {
      const { execution, made = [], since, endedAfter, restored, digest } = effect;
      const { executionId } = execution;
      const asOf = now();
      const known = await changeValue({ values, now }, seriesOf(execution), (series) => {
        const all = withCalls(series, made);
        const next = endedAfter === undefined ? all : endedBy(all, { executionId, startedAt: endedAfter, restored });
        return { next, answer: openCalls(next, executionId, since ?? Number.POSITIVE_INFINITY) };
      });
      const done = outcome(effect, { done: true, digest });
      return [{ type: 'seen', execution: partialExecution(execution, { about: { calls: [asOf, known] } }) }, done];
    },
  };
}

function seriesOf(pipeline: Parameters<typeof placeOf>[0]): StoredValue<CallSeries> {
  return { name: `calls#${placeOf(pipeline)}`, schema: CallSeriesSchema, empty: emptySeries };
}
