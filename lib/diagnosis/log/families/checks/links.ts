import type { Family } from '../family.ts';

/** Checkers of links. A dead link is a fault of the text, whatever the network said of it. awesome_bot lists first what it
 *  had to let pass, and the issues at the end. */
export const links: Family = {
  id: 'links',
  marks: /^Issues :-\(|^[ \t]*\[✖\] |^Running \[.*Link/mu,
  after: /^Issues :-\(|^FILE: |^Running \[.*Link/,
  fault: [/^\s*\d+\. \[L\d+\] (?!2\d\d )/, /^\s*\[✖\] \S/u, /External link \S+ failed/],
  passesOn: [/^\s*ERROR: \d+ dead links found/],
};
