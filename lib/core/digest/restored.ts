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

/** What has to stay although it is old: the first failure of a series that still lasts or that a kept success ended, and the
 *  success after a kept failure, which it separates from later ones. */
export function seriesEdges(facts: DigestFacts, isKept: (reported: Reported) => boolean): Set<ExecutionKey> {
  const edges = new Set<ExecutionKey>();
  for (const reports of byPipeline(facts).values()) {
    let series: Reported[] = [];
    for (const one of reports) {
      const { state, failedAt, rollback } = one.report;
      if (failedAt !== undefined && !rollback) series.push(one);
      if (state !== 'SUCCEEDED') continue;
      const first = firstOf(series);
      if (first && isKept(one)) edges.add(first.key);
      if (series.some(isKept)) edges.add(one.key);
      series = [];
    }
    const first = firstOf(series);
    if (first) edges.add(first.key);
  }
  return edges;
}

function firstOf(series: Reported[]): Reported | undefined {
  return series.toSorted((a, b) => (a.report.failedAt ?? 0) - (b.report.failedAt ?? 0))[0];
}

export function byPipeline(facts: DigestFacts): Map<PipelineKey, Reported[]> {
  return Map.groupBy(reportsOf(facts).sort(inOrder), ({ key }) => pipelineOf(key));
}

function inOrder(a: Reported, b: Reported): number {
  return startOf(a) - startOf(b) || (a.key < b.key ? -1 : 1);
}

function startOf({ report: { began, ends } }: Reported): number {
  return began ?? ends[0] ?? 0;
}
