import type { Family } from '../family.ts';

/** Ginkgo prints the spec between places in the code, and the reason marked or in a summary. */
export const ginkgo: Family = {
  id: 'ginkgo',
  marks: /^Running Suite: |^Ginkgo ran \d+ suite|^Summarizing \d+ Failures?:/m,
  fault: [/^\s*\[FAILED\] (?!\[)\S/, /^\s*\[(?:Fail|FAIL|Panicked!?|PANICKED!)\] \S/],
  passesOn: [/^FAIL! -- \d+ Passed/],
};
