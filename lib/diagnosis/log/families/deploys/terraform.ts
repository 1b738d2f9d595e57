import type { Family } from '../family.ts';

/** Terraform draws a box around an error: a title, the place, and the reason below it. */
export const terraform: Family = {
  id: 'terraform',
  marks: /^[╷│] ?|\bRefreshing state\.\.\.|^Terraform /mu,
  fault: [/^│ Error: (?!Error in function call|Unsupported |Invalid |Missing |Reference to)\S.*[:(]/u],
  title: [/^│ (?<name>Error: \S.*)$/u],
  titleSkips: /^│\s*(?:$|with |on \S+ line \d+|\d+: |├|│)/u,
  passesOn: [/^Terraform encountered \d+ errors?/],
};
