import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { isSource } from './source-revision.ts';
import { cut } from './text.ts';

export interface Author {
  name?: string | undefined;
  email?: string | undefined;
}

/** More nobody could ask anyway. */
const MOST = 50;

/** Who wrote what, by revision, as the connections among the source actions told in their output variables. CodeCommit
 *  and the old GitHub source name nobody. */
export function authorsIn(actions: ActionExecutionDetail[]): Map<string, Author> {
  const told = actions.filter(isSource).flatMap(({ output }): [string, Author][] => {
    const { CommitId, AuthorDisplayName, AuthorId, AuthorEmail } = output?.outputVariables ?? {};
    const revision = output?.executionResult?.externalExecutionId ?? CommitId;
    const author = { name: cut(AuthorDisplayName || AuthorId || undefined, 100), email: address(AuthorEmail) };
    return revision && (author.name || author.email) ? [[revision, author]] : [];
  });
  return new Map(told);
}

/** Shortened it would be another's. */
function address(text = ''): string | undefined {
  return /^[^\s@]+@[^\s@]+$/.test(text) && text.length <= 254 ? text : undefined;
}

/** Each once. What cannot be told is said by one that is empty, so that nobody passes for no author by it.
 *  @param isWhole whether nothing is missing beside the revisions */
export function authorsOf(revisions: string[], wrote: Map<string, Author>, isWhole: boolean): Author[] {
  const known = revisions.flatMap((revision) => wrote.get(revision) ?? []);
  const each = [...new Map(known.map((author) => [JSON.stringify([author.name, author.email]), author])).values()];
  const isComplete = isWhole && each.length <= MOST && revisions.every((revision) => wrote.has(revision));
  return [...each.slice(0, MOST), ...(isComplete ? [] : [{}])];
}
