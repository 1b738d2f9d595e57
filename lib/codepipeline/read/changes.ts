import type { ApprovalRequest, Commit } from '../../core/approval/types.ts';
import { type Author, authorsOf } from './authors.ts';
import { compareUrl } from './compare-url.ts';
import type { Fetched } from './source-revision.ts';
import { cut, firstLine, webLink } from './text.ts';

/** Beyond this nobody reads on; the link shows the rest. */
export const MOST_LISTED = 5;

/** What changes, each revision once, the newest first: what runs behind the stage now is no change.
 *  @param own what this execution runs with
 *  @param earlier what ran since the stage was last passed
 *  @param base what runs there now */
export function changesSince(own: Fetched[], earlier: Fetched[], base: Fetched[]): Fetched[] {
  const had = new Map(base.map(({ source, revision }) => [source, revision]));
  const changed = [...own, ...earlier].filter(({ source, revision }) => had.get(source) !== revision);
  return [...new Map(changed.toReversed().map((each) => [each.revision, each])).values()].toReversed();
}

/** Where nothing changes its authors are those of what goes again.
 *  @param isWhole whether nothing is missing among the changes */
export function describeChanges(
  changes: Fetched[],
  own: Fetched[],
  base: Fetched[],
  wrote: Map<string, Author>,
  isWhole: boolean,
): Pick<ApprovalRequest, 'changes' | 'changesInAll' | 'compareUrl' | 'authors'> {
  return {
    changes: changes.slice(0, MOST_LISTED).map((change) => commitOf(change, wrote)),
    changesInAll: changes.length,
    compareUrl: compareLink(changes, base),
    authors: authorsOf(
      (changes.length > 0 ? changes : own).map(({ revision }) => revision),
      wrote,
      isWhole,
    ),
  };
}

export function commitOf({ executionId, revision, message, url }: Fetched, wrote: Map<string, Author>): Commit {
  const { name, email } = wrote.get(revision) ?? {};
  const said = message && firstLine(message, 200);
  return { executionId, revision: cut(revision, 200), message: said, url: webLink(url), author: name, email };
}

/** Of the first source that has both ends. */
function compareLink(changes: Fetched[], base: Fetched[]): string | undefined {
  const links = base.flatMap(({ source, revision }) => {
    const head = changes.find((change) => change.source === source);
    return (head && compareUrl(revision, head)) ?? [];
  });
  return links[0];
}
