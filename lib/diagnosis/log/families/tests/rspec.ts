import type { Family } from '../family.ts';

/** RSpec numbers failures below `Failures:`, each with the failed statement and the actual value. */
export const rspec: Family = {
  id: 'rspec',
  marks: /^[ \t]*Failure\/Error: |^\d+ examples?, \d+ failures?/m,
  fault: [/^\s*Failure\/Error: /],
  title: [/^An error occurred while loading (?<name>\S+?)\.?$/],
  titleSkips: /^\s*Failure\/Error: /,
  passesOn: [/^\d+ examples?, [1-9]\d* failure/, /^rspec \.\//, /^Failed examples:$/],
};
