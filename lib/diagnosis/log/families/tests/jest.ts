import type { Family } from '../family.ts';

/** Jest and Vitest. Jest prints the form of the assertion above the two values. */
export const jest: Family = {
  id: 'jest',
  marks: /^Test Suites: |^ RUN {2}v\d|^[ \t]*● \S.*$|^(?:PASS|FAIL) \S+\.[cm]?[jt]sx?\b/mu,
  title: [
    /^\s*● (?!Console|Test suite failed to run)(?<name>\S.*?)$/u,
    /^ FAIL {2}(?<name>\S+(?: > .*)?)(?: \[ \S+ \])?$/,
  ],
  titleSkips: /^\s*(?:expect\(|Snapshot name: |Difference:$|- (?:Expected|Snapshot) |\+ Received |@@ )/,
  passesOn: [/^Tests: +\d+ failed/, /^\s*› \d+ snapshots? failed/u],
};
