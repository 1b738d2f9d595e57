import type { ExecutionKey } from '../execution/facts.ts';
import type { PipelineKey } from '../freeze/transitions.ts';
import { type DigestFacts, lastEnd, pipelineOf, type Reported, reportsOf } from './digest.ts';

/** From the first failure of a series to the success that ends it. The executions of a pipeline count in the order of their
 *  starts. A roll-back restores too, and its own failures are none of the series. What came after `until` does not count, so
 *  that a later digest finds the same for this period. */
export function restored(facts: DigestFacts, until: number): { at: number; took: number }[] {
  return [...byPipeline(facts).values()].flatMap((reports) => {
    let since = Number.POSITIVE_INFINITY;
    return reports.flatMap(({ report }) => {
      const { state, failedAt, brokenSince, rollback } = report;
      if (failedAt !== undefined && failedAt < until && !rollback)
        since = Math.min(since, failedAt, brokenSince ?? failedAt);
      const at = lastEnd(report);
      if (state !== 'SUCCEEDED' || at === undefined || at >= until) return [];
      const from = Math.min(since, brokenSince ?? Number.POSITIVE_INFINITY);
      since = Number.POSITIVE_INFINITY;
      return from <= at ? [{ at, took: at - from }] : [];
    });
  });
}

/** The first failures of series that still last, or that one of the kept executions ended. */
export function seriesStarts(facts: DigestFacts, isKept: (reported: Reported) => boolean): Set<ExecutionKey> {
  const starts = new Set<ExecutionKey>();
  for (const reports of byPipeline(facts).values()) {
    let first: Reported | undefined;
    for (const one of reports) {
      const { state, failedAt, rollback } = one.report;
      if (failedAt !== undefined && !rollback) first ??= one;
      if (state !== 'SUCCEEDED') continue;
      if (first && isKept(one)) starts.add(first.key);
      first = undefined;
    }
    if (first) starts.add(first.key);
  }
  return starts;
}

/** In the order of their starts. */
export function byPipeline(facts: DigestFacts): Map<PipelineKey, Reported[]> {
  return Map.groupBy(reportsOf(facts).sort(inOrder), ({ key }) => pipelineOf(key));
}

function inOrder(a: Reported, b: Reported): number {
  return startOf(a) - startOf(b) || (a.key < b.key ? -1 : 1);
}

function startOf({ report: { began, ends } }: Reported): number {
  return began ?? ends[0] ?? 0;
}
