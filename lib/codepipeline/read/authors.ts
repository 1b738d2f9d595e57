import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { isSource } from './source-revision.ts';
import { cut } from './text.ts';

export interface Author {
  name?: string | undefined;
  email?: string | undefined;
}

const MOST = 50;

/** Authors by revision, from the output variables of connections. CodeCommit and the old GitHub source give none. */
export function authorsIn(actions: ActionExecutionDetail[]): Map<string, Author> {
  const known = actions.filter(isSource).flatMap(({ output }): [string, Author][] => {
    const { CommitId, AuthorDisplayName, AuthorId, AuthorEmail } = output?.outputVariables ?? {};
    const revision = output?.executionResult?.externalExecutionId ?? CommitId;
    const author = { name: cut(AuthorDisplayName || AuthorId || undefined, 100), email: address(AuthorEmail) };
    return revision && (author.name || author.email) ? [[revision, author]] : [];
  });
  return new Map(known);
}

/** Never shortened: a shortened address could belong to another person. */
function address(text = ''): string | undefined {
  return /^[^\s@]+@[^\s@]+$/.test(text) && text.length <= 254 ? text : undefined;
}

/** Each author once. An empty one stands for unknown authors, so that no person passes as a non-author by mistake.
 *  @param isWhole whether the revisions are complete */
export function authorsOf(revisions: string[], wrote: Map<string, Author>, isWhole: boolean): Author[] {
  const known = revisions.flatMap((revision) => wrote.get(revision) ?? []);
  const each = [...new Map(known.map((author) => [JSON.stringify([author.name, author.email]), author])).values()];
  const isComplete = isWhole && each.length <= MOST && revisions.every((revision) => wrote.has(revision));
  return [...each.slice(0, MOST), ...(isComplete ? [] : [{}])];
}
