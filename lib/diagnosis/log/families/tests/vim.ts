import type { Family } from '../family.ts';

export const vim: Family = {
  id: 'vim',
  marks: /^Found errors in \w+\(\):|^(?:Executed|NOT FOUND) .*\btests?\b|^Starting Vader|^[ \t]+\(X\)/m,
  fault: [/^\s*\(\s*\d+\/\d+\) \[.*\] \(X\) /, /^function \w+.* line \d+: /, /^Caught exception in /],
  title: [/^Found errors in (?<name>\w+)\(\):$/],
  passesOn: [/^\d+ FAILED:?$/, /^Success\/Total: /, /^TEST FAILURE$/],
};
