import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import type { FetchedRevision } from '../../core/command/shared-state.ts';
import { changeTitle } from '../../core/execution/change-title.ts';
import { authorsIn } from './authors.ts';
import { fetchedBy } from './source-revision.ts';
import { cut } from './text.ts';

const MOST = 10;

/** The last revisions of each source, by its name. The executions come newest first, so the last one that fetched a
 *  revision has the instant at which it was new. */
export function revisionsBySource(
  executions: PipelineExecutionSummary[],
  actions: ActionExecutionDetail[],
): Map<string, FetchedRevision[]> {
  const wrote = authorsIn(actions);
  const bySource = new Map<string, Map<string, FetchedRevision>>();
  for (const execution of executions) {
    for (const { source, revision, message } of fetchedBy(execution)) {
      const known = bySource.get(source) ?? new Map<string, FetchedRevision>();
      bySource.set(source, known);
      if (!known.has(revision) && known.size >= MOST) continue;
      const title = cut(changeTitle(message) || undefined, 80);
      const at = execution.startTime?.getTime();
      known.set(revision, { revision, title, author: wrote.get(revision)?.name, at });
    }
  }
  return new Map([...bySource].map(([source, known]) => [source, [...known.values()]]));
}
