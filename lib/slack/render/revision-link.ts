import { COMPARE } from '../../core/where/messages.ts';

const PATH = String.raw`(?:/[\w.~%-]+){2,8}?/(?:-/)?(?:commits?|compare|branches/compare)/`;
const PAGE = new RegExp(
  `^https://(?:github\\.com|gitlab\\.com|bitbucket\\.org)${PATH}([0-9a-f]{40})((?:\\.{3}|%0D)[0-9a-f]{40})?$`,
);

/** A link to a commit or to a comparison, on a host that everyone knows. Its label cannot mislead: it is the commit's own
 *  beginning, or "compare". */
export function isRevisionLink(address: string, label: string): boolean {
  const [, commit, other] = PAGE.exec(address) ?? [];
  if (commit === undefined) return false;
  return other === undefined ? label.length >= 7 && commit.startsWith(label) : label === COMPARE;
}
