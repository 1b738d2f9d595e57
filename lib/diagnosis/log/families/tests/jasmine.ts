import type { Family } from '../family.ts';

/** Jasmine, and Karma, which runs it in browsers. */
export const jasmine: Family = {
  id: 'jasmine',
  marks: /^[ \t]*\d+ specs?, \d+ failures?|\bExecuted \d+ of \d+ |^[ \t]*Message:$/m,
  after: /^Failures: ?$|Executed \d+ of|^Starting browser|\[launcher\]/,
  title: [/^\d+\) (?<name>\S.*)$/, /^\S.* \(.*\) (?<name>\S.*) FAILED$/, /^\s*Message:$/],
  titleSkips: /^\s*Message:$/,
  passesOn: [/^\s*\d+ specs?, \d+ failure/, /^\s*Executed \d+ of \d+/],
};
