import type { Family } from './family.ts';

/** Jasmine, and Karma that runs it in browsers. */
export const jasmine: Family = {
  id: 'jasmine',
  marks: /^\s*\d+ specs?, \d+ failures?|^\s*Executed \d+ of \d+|^\s*Message:$/m,
  after: /^Failures: ?$|Executed \d+ of|^Starting browser|\[launcher\]/,
  title: [/^\d+\) (?<name>\S.*)$/, /^\S.* \(.*\) (?<name>\S.*) FAILED$/, /^\s*Message:$/],
  passesOn: [/^\s*\d+ specs?, \d+ failure/, /^\s*Executed \d+ of \d+/],
};
