import type { Family } from '../family.ts';

/** Playwright lists all tests first, and repeats the failed ones with the reason. */
export const playwright: Family = {
  id: 'playwright',
  marks: /^Running \d+ tests? using \d+ workers?/m,
  title: [/^\s+\d+\) (?:\[[^\]]+\] › )?(?<name>\S+:\d+:\d+ › .*?)[ ─]*$/u],
  harmless: [/^\s+[✓✘-]\s+\d+ /u],
};
