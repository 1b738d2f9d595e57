import type { Family } from '../family.ts';

/** The runner of Laravel and Pest: a list of all tests, then each failed one with the reason below it. */
export const collision: Family = {
  id: 'collision',
  marks: /^ +(?:PASS|FAIL) +\w+\\/m,
  title: [/^\s+FAILED\s+(?<name>\S.* > .*)$/],
  passesOn: [/^ +FAIL +\w+\\\S*$/, /^ +⨯ \S/u, /^ +Tests: +\d+ failed/],
};
