import type { Family } from '../family.ts';

/** Scanners of source code: TFLint, tfsec, Semgrep, govulncheck. They count the findings at the end. */
export const scanners: Family = {
  id: 'scanners',
  marks: /^Result #\d+ [A-Z]+ |^\d+ issue\(s\) found:$|^Vulnerability #\d+: |^[ \t]+❯+❱ /mu,
  fault: [/^Result #\d+ [A-Z]+ \S/, /^(?:Error|Warning|Notice): .* \(\w+\)$/],
  title: [/^(?<name>Vulnerability #\d+: \S+)$/, /^\s*❯+❱ (?<name>\S+)$/u],
  passesOn: [/^Your code is affected by \d+/, /^Ran \d+ rules on \d+ files/],
};
