import type { Family } from '../family.ts';

/** Logger of semantic-release: a cross before each failure, the last ones of which only pass it on. */
export const signale: Family = {
  id: 'signale',
  marks: /^(?:\[[^\]]{1,60}\] )*› {1,3}[✔ℹ✘✖]/mu,
  fault: [/^(?:\[[^\]]{1,60}\] )*› {1,3}[✘✖] +(?!An error occurred|Failed step)\S/u],
  passesOn: [/› {1,3}[✘✖] +(?:An error occurred|Failed step)/u],
};
