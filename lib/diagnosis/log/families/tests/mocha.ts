import type { Family } from '../family.ts';

/** Mocha numbers a failed test twice: in the list of all tests, and below the count with the reason. */
export const mocha: Family = {
  id: 'mocha',
  marks: /^[ \t]*\d+ failing\b/m,
  after: /^\s*\d+ failing\b/,
  title: [/^\s*\d+\) (?<name>\S.*?):?$/],
  titleEnds: /:$/,
  // Of Jest's expect, which prints the two values below.
  titleSkips: /^\s*expect\(/,
  passesOn: [/^\s*\d+ (?:failing|passing|pending)\b/],
  harmless: [/^\s*(?:✓|√|-) /],
};
