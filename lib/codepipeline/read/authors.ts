import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { type Author, emailOf } from './author.ts';
import { coAuthorsIn } from './co-authors.ts';
import { fetchedIn, isSource, messageOf } from './source-revision.ts';
import { cut } from './text.ts';

const MOST = 50;

/** Authors by revision, from the output variables of connections. CodeCommit and the old GitHub source give none. */
export function authorsIn(actions: ActionExecutionDetail[]): Map<string, Author> {
  const found = actions.filter(isSource).flatMap(({ output }): [string, Author][] => {
    const { CommitId, AuthorDisplayName, AuthorId, AuthorEmail } = output?.outputVariables ?? {};
    const revision = output?.executionResult?.externalExecutionId ?? CommitId;
    const author = { name: cut(AuthorDisplayName || AuthorId || undefined, 100), email: emailOf(AuthorEmail) };
    return revision && (author.name || author.email) ? [[revision, author]] : [];
  });
  return new Map(found);
}

/** By revision. The output variable has the whole message; the summary may be cut. */
export function coAuthorsByRevision(actions: ActionExecutionDetail[]): Map<string, Author[]> {
  const found = new Map<string, Author[]>();
  for (const { output } of actions.filter(isSource)) {
    const { CommitId, CommitMessage } = output?.outputVariables ?? {};
    const { externalExecutionId, externalExecutionSummary } = output?.executionResult ?? {};
    const revision = externalExecutionId ?? CommitId;
    if (!revision) continue;
    const people = [CommitMessage, messageOf(externalExecutionSummary)].flatMap(coAuthorsIn);
    found.set(revision, [...(found.get(revision) ?? []), ...people]);
  }
  return found;
}

/** One list for each source: a revision without a known author has none. */
export function authorsBySource(actions: ActionExecutionDetail[]): Author[][] {
  const [wrote, coAuthors] = [authorsIn(actions), coAuthorsByRevision(actions)];
  return fetchedIn(actions).map(({ revision }) =>
    [wrote.get(revision) ?? [], coAuthors.get(revision) ?? []].flat().slice(0, MOST),
  );
}

/** Each author and co-author once. An empty one stands for unknown authors, so that no person passes as a non-author by mistake.
 *  @param isWhole whether the revisions are complete */
export function authorsOf(
  revisions: string[],
  wrote: Map<string, Author>,
  isWhole: boolean,
  coAuthors: Author[] = [],
): Author[] {
  const known = [...revisions.flatMap((revision) => wrote.get(revision) ?? []), ...coAuthors];
  const each = [...new Map(known.map((author) => [JSON.stringify([author.name, author.email]), author])).values()];
  const isComplete = isWhole && each.length <= MOST && revisions.every((revision) => wrote.has(revision));
  return [...each.slice(0, MOST), ...(isComplete ? [] : [{}])];
}
