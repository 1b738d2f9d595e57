import type { Family } from '../family.ts';

/** Pester, and the errors of PowerShell, which print the place below the reason. */
export const pester: Family = {
  id: 'pester',
  marks: /^[ \t]*\[[-+]\] |\bCategoryInfo\s+:|^At \S.*:\d+ char:\d+$/m,
  title: [/^\s*\[-\] (?<name>\S.*?)(?: \d+(?:\.\d+)?m?s(?: \(.*\))?)?$/],
  passesOn: [/^Tests Passed: \d+, Failed: /, /^Tests completed in /],
  harmless: [/^\s*\[[+!?]\] /],
};
