import type { Family } from '../family.ts';

/** Checkov names the check, and below it the result of each resource. */
export const checkov: Family = {
  id: 'checkov',
  marks: /^Check: \w+_\d+: |^Passed checks: \d+, Failed checks: /m,
  above: { names: /^\s*FAILED for resource: /, begins: /^$|^\s/ },
};
