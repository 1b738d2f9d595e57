import type { Family } from '../family.ts';

/** Gulp names the failed task before the reason. */
export const gulp: Family = {
  id: 'gulp',
  marks: /^Using gulpfile |^'\S+' errored after /m,
  fault: [/^Task never defined: /, /^Task '.*' is not in your gulpfile/],
  title: [/^'(?<name>\S+)' errored after /],
};
