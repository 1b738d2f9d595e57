import type { Family } from '../family.ts';

/** PHP's own test runner: tests by file, differences by numbered lines. */
export const phpt: Family = {
  id: 'phpt',
  marks: /^(?:PASS|FAIL|SKIP|XFAIL|BORK) .*\.phpt\]/m,
  above: { names: /^(?:FAIL|BORK|LEAK) .*\[\S+\.phpt\]/, begins: /^=+ ?DIFF ?=+$/ },
  passesOn: [/^Tests failed +:/, /^FAILED TEST SUMMARY$/],
  harmless: [/^(?:SKIP|PASS|XFAIL|WARN|TEST \d+\/\d+)\b/],
};
