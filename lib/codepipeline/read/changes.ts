import type { ApprovalRequest, Commit } from '../../core/approval/types.ts';
import { changeTitle } from '../../core/execution/change-title.ts';
import type { Author } from './author.ts';
import { authorsOf } from './authors.ts';
import { compareUrl } from './compare-url.ts';
import type { Fetched } from './source-revision.ts';
import { cut, webLink } from './text.ts';

/** The compare link shows the rest. */
export const MOST_LISTED = 5;

/** Each changed revision once, newest first.
 *  @param earlier revisions since the stage was last passed
 *  @param base revisions that run behind the stage now, which are no change */
export function changesSince(own: Fetched[], earlier: Fetched[], base: Fetched[]): Fetched[] {
  const had = new Map(base.map(({ source, revision }) => [source, revision]));
  const changed = [...own, ...earlier].filter(({ source, revision }) => had.get(source) !== revision);
  return [...new Map(changed.toReversed().map((each) => [each.revision, each])).values()].toReversed();
}

export interface Writers {
  /** By revision. */
  wrote: Map<string, Author>;
  coAuthors: Map<string, Author[]>;
}

/** Without changes, the authors are those of the revisions that run again. */
export function describeChanges(
  changes: Fetched[],
  own: Fetched[],
  base: Fetched[],
  { wrote, coAuthors }: Writers,
  isWhole: boolean,
): Pick<ApprovalRequest, 'changes' | 'changesInAll' | 'compareUrl' | 'authors'> {
  const written = changes.length > 0 ? changes : own;
  return {
    changes: changes.slice(0, MOST_LISTED).map((change) => commitOf(change, wrote)),
    changesInAll: changes.length,
    compareUrl: compareLink(changes, base),
    authors: authorsOf(
      written.map(({ revision }) => revision),
      wrote,
      isWhole,
      written.flatMap((each) => [...each.coAuthors, ...(coAuthors.get(each.revision) ?? [])]),
    ),
  };
}

export function commitOf({ executionId, revision, message, url }: Fetched, wrote: Map<string, Author>): Commit {
  const { name, email } = wrote.get(revision) ?? {};
  const title = cut(changeTitle(message) || undefined, 200);
  return { executionId, revision: cut(revision, 200), message: title, url: webLink(url), author: name, email };
}

export function compareLink(changes: Fetched[], base: Fetched[]): string | undefined {
  const links = base.flatMap(({ source, revision }) => {
    const head = changes.find((change) => change.source === source);
    return (head && compareUrl(revision, head)) ?? [];
  });
  return links[0];
}
