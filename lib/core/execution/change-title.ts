import { visible } from '../text/visible.ts';

/** The message of a merge commit names branches first. The title of the change is below, with the number of the pull
 *  request: on GitHub, GitLab, Bitbucket and Azure Repos, each in its own form. */
export function changeTitle(message = ''): string {
  const [first = '', ...rest] = visible(message)
    .trim()
    .split('\n')
    .map((line) => line.trim());
  const [, azure, azureTitle] = /^Merged PR (\d+): (.+)$/.exec(first) ?? [];
  if (azureTitle) return withReference(azureTitle, `#${azure}`);
  if (!MERGE.test(first)) return first;
  const [, number] = /\b[Pp]ull request #(\d+)/.exec(first) ?? [];
  const [, mergeRequest] = /^See merge request \S*!(\d+)$/m.exec(rest.join('\n')) ?? [];
  const title = rest.find((line) => line !== '' && !NO_TITLE.test(line))?.replace(/^[*-] /, '');
  const reference = number ? `#${number}` : mergeRequest ? `!${mergeRequest}` : '';
  return withReference(title ?? first, reference);
}

const MERGE =
  /^Merge (?:pull request #\d+|branch(?:es)? |remote-tracking branch(?:es)? |commit |tag )|^Merged in .+ \(pull request #\d+\)$/;

/** Trailers, and lists of commits as Bitbucket writes them. */
const NO_TITLE = /^(?:[A-Z][\w-]*-(?:by|to|on): |See merge request |Closes |Approved-by|\* commit |# )/i;

function withReference(title: string, reference: string): string {
  return title.includes(reference) ? title : `${title} (${reference})`;
}
