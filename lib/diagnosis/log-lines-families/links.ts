import type { Family } from './family.ts';

/** Checkers of links. A dead link is a fault of the text, whatever the network said of it. */
export const links: Family = {
  id: 'links',
  marks: /^Issues :-\(|^\s*\[✖\] |External link \S+ failed/mu,
  after: /^Issues :-\(|^\s*\[✖\] |^FILE: |^Running \[|^\[?Checking/u,
  fault: [/^\s*\d+\. \[L\d+\] (?!2\d\d )/, /^\s*\[✖\] \S/u, /External link \S+ failed/],
  passesOn: [/^\s*ERROR: \d+ dead links found/],
};
