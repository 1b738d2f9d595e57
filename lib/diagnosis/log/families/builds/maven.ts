import type { Family } from '../family.ts';

/** Maven repeats the failed goal at the end, with advice for more output. */
export const maven: Family = {
  id: 'maven',
  marks: /^\[(?:INFO|ERROR)\] /m,
  fault: [/^\[(?:ERROR|FATAL)\] .*\b(?:Could not (?:resolve|find) |Non-resolvable )/],
  passesOn: [
    /^\[ERROR\] (?:-> \[Help|To see the full|Re-run Maven|For more information|\[Help \d|After correcting|Please refer|Failures: *$|Errors: *$|\[ERROR\] Some problems were|The build could not read|The project .* has \d+ error)/,
    /^\[ERROR\] Tests run: \d+/,
    /^\[ERROR\] Failed to execute goal .*(?:There are test failures|There was an error in the forked process|Compilation failure)/,
  ],
};
