import type { Family } from '../family.ts';

/** TAP of node, tape, Perl and others. A failed point may be an expected failure. */
export const tap: Family = {
  id: 'tap',
  marks: /^[ \t]*(?:TAP version \d|1\.\.\d+|ok \d+|not ok \d+)/m,
  fault: [/^\s*not ok \d*(?!.*# ?(?:TODO|SKIP))/i],
  passesOn: [/^# (?:fail|pass|tests) +\d/, /^# failed \d/],
  harmless: [/^\s*ok \d/, /# ?(?:TODO|SKIP)\b/i],
};
