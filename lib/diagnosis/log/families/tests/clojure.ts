import type { Family } from '../family.ts';

export const clojure: Family = {
  id: 'clojure',
  marks: /^(?:FAIL|ERROR) in \(|^FAIL at \(|\blein\b|\.cljs?:\d+/m,
  fault: [/^\s*(?:actual|expected): /, /^Syntax error .* compiling at /, /^Could not find artifact /],
  title: [/^(?:FAIL|ERROR) in \((?<name>[^)]+)\)/, /^FAIL at \(/],
  passesOn: [/^Ran \d+ tests containing/, /^\d+ failures, \d+ errors/, /^Tests failed\.$/],
};
