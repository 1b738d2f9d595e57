import type { Family } from '../family.ts';

/** The console of Laravel, and Pest: a list of all tests or migrations, then each failure with the reason below it. */
export const collision: Family = {
  id: 'collision',
  marks: /^ +(?:PASS|FAIL) +\w+\\|^ {3}(?:[A-Z]\w*\\)+\w+$/m,
  title: [/^ {3}(?:[A-Z]\w*\\)+\w+$/, /^\s+FAILED\s+(?<name>\S.* > .*)$/],
  passesOn: [/ \.{3,} [\d.]+m?s FAIL$/, /^ +FAIL +\w+\\\S*$/, /^ +⨯ \S/u, /^ +Tests: +\d+ failed/],
};
