import type { Family } from '../family.ts';

/** Gradle names the task first and nests the causes below it; the innermost one is the reason. */
export const gradle: Family = {
  id: 'gradle',
  marks: /^\* What went wrong:$|^> Task :|^BUILD FAILED in /m,
  title: [/^\* What went wrong:$/],
  titleSkips:
    /^(?:Execution failed for task|Could not determine the dependencies|A problem occurred|\s+Required by:|\s+project :)|^\s*> (?:Could not resolve all|Could not resolve \S+$|A failure occurred while executing|There were failing tests)/,
  passesOn: [
    /^\s*> (?:There were failing tests|Compilation (?:failed|error)|A failure occurred)/,
    /^> Task \S+ FAILED$/,
  ],
};
