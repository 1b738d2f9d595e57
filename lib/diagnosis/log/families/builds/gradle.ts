import type { Family } from '../family.ts';

/** Gradle names the task first and nests the causes below it; the innermost one is the reason. */
export const gradle: Family = {
  id: 'gradle',
  marks: /^\* What went wrong:$|^> Task :|^BUILD FAILED in /m,
  title: [/^\* What went wrong:$/],
  titleNests: /^\s*> /,
  passesOn: [
    /^\s*> (?:There were failing tests|Compilation (?:failed|error)|A failure occurred)/,
    /^> Task \S+ FAILED$/,
  ],
};
