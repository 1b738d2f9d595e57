import type { Family } from '../family.ts';

/** sbt prefixes each line with a level; ScalaTest marks failed tests with stars and prints the reason below. */
export const scala: Family = {
  id: 'scala',
  marks: /^\[(?:error|info|warn)\] |\*\*\* FAILED \*\*\*|^==> X /m,
  fault: [
    /^==> X \S/,
    /^\[error\] \S+\.(?:scala|java|sbt):\d+(?::\d+)?: /,
    /^\[error\] Test \S+ failed: /,
    /^\[error\] .*\bunresolved dependency: /,
  ],
  title: [/^(?:\[\w+\] )?[- ]*(?<name>\S.*) \*\*\* FAILED \*\*\*/],
  passesOn: [
    /^\[error\] (?:Total time|Failed: Total|Failed tests:|Error: Total|\(.*\) (?:Compilation|sbt\.|\w+\.TestsFailed))/,
    /^\[error\] \w+ errors? found/,
    /^\[error\] \t\S/,
  ],
  harmless: [/^\[(?:warn|info)\] (?!.*\*\*\* FAILED)/],
};
