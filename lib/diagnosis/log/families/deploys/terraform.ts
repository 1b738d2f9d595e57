import type { Family } from '../family.ts';

/** Terraform draws a box around an error: a title, the place, and the reason below it. */
export const terraform: Family = {
  id: 'terraform',
  marks: /^[╷│] ?|^ {2}on \S+\.tf line \d+|\bRefreshing state\.\.\.|^Terraform /mu,
  fault: [/^│ Error: (?!Error in function call|Unsupported |Invalid |Missing |Reference to)\S.*[:(]/u],
  // Without colours there is no box.
  title: [/^│ (?<name>Error: \S.*)$/u, /^(?<name>Error: [A-Z][^:(]{3,80})$/],
  titleSkips: /^(?:│\s+[│├]|[│\s]*(?:$|with |on \S+ line \d+|\d+: ))/u,
  passesOn: [/^Terraform encountered \d+ errors?/],
};
