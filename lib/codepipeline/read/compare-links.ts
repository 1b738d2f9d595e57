import type { PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import type { ExecutionDetails } from '../../core/execution/facts.ts';
import { compareUrl } from './compare-url.ts';
import { fetchedBy } from './source-revision.ts';
import { wholeSecond } from './text.ts';

/** Compares each source with the last success before this execution. A roll-back ran what its target had fetched. */
export function comparedWithLastSuccess(
  listed: PipelineExecutionSummary[],
  executionId: string,
): ExecutionDetails['compare'] {
  const me = listed.find((one) => one.pipelineExecutionId === executionId);
  if (!me || me.executionType === 'ROLLBACK') return undefined;
  const [last] = listed
    .filter((one) => one.status === 'Succeeded' && startOf(one) < startOf(me))
    .sort((a, b) => startOf(b) - startOf(a));
  const target = last?.rollbackMetadata?.rollbackTargetPipelineExecutionId;
  const base = target === undefined ? last : listed.find((one) => one.pipelineExecutionId === target);
  const had = new Map(base ? fetchedBy(base).map(({ source, revision }) => [source, revision]) : []);
  const pages = fetchedBy(me).flatMap((head): [string, string][] => {
    const page = compareUrl(had.get(head.source), head);
    return page === undefined ? [] : [[head.source, page]];
  });
  const asOf = Math.max(...listed.map((one) => wholeSecond(one.lastUpdateTime)));
  return pages.length > 0 ? [asOf, Object.fromEntries(pages)] : undefined;
}

function startOf({ startTime }: PipelineExecutionSummary): number {
  return startTime?.getTime() ?? 0;
}
