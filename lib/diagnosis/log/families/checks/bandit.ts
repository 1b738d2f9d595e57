import type { Family } from '../family.ts';

/** Bandit ends with a long summary, in which `High: 1` is the only trace of the finding. */
export const bandit: Family = {
  id: 'bandit',
  marks: /^>> Issue: \[|^\[main\]\tINFO\t/m,
  fault: [/^>> Issue: \[/],
};
