import type { Family } from '../family.ts';

/** PHPUnit numbers failures after `There was 1 failure:`, the test first and the reason in the next line. */
export const phpunit: Family = {
  id: 'phpunit',
  marks: /^There (?:was|were) \d+ (?:failure|error)s?:|^PHPUnit \d/m,
  after: /^There (?:was|were) \d+ (?:failure|error|risky|warning)s?:/,
  title: [/^\d+\) (?<name>[\w\\]+::\S.*)$/],
  passesOn: [/^(?:FAILURES|ERRORS)!$/, /^Tests: \d+, Assertions: \d+/],
  harmless: [/^(?:OK|WARNINGS!|OK, but )/],
};
