import type { Family } from '../family.ts';

/** Link checkers. A dead link is a fault of the text, even if the message looks like a network error. awesome_bot
 *  lists ignored links first, and the issues at the end. */
export const links: Family = {
  id: 'links',
  marks: /^Issues :-\(|^[ \t]*\[✖\] |^Running \[.*Link/mu,
  after: /^Issues :-\(|^FILE: |^Running \[.*Link/,
  fault: [/^\s*\d+\. \[L\d+\] (?!2\d\d )/, /^\s*\[✖\] \S/u, /External link \S+ failed/],
  passesOn: [/^\s*ERROR: \d+ dead links found/],
};
