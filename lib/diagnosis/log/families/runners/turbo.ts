import type { Family } from '../family.ts';

/** Turborepo repeats at the end which task failed. */
export const turbo: Family = {
  id: 'turbo',
  marks: /^• (?:Packages in scope|Running \w+ in \d+ packages)|\bcommand finished with error: command \(/m,
  passesOn: [/\bcommand \(.*\) .* exited \(\d+\)$/, /^ ?ERROR {1,3}run failed: command/, /^Failed: +\S+#\S+/],
};
