import type { Family } from '../family.ts';

/** Ansible prints a failed task as JSON, on one line or over several. */
export const ansible: Family = {
  id: 'ansible',
  marks: /^(?:PLAY|TASK) \[|^PLAY RECAP/m,
  fault: [/^(?:fatal|failed): \[[^\]]+\].*! => \{./, /^ERROR! \S/],
  title: [/^(?:fatal|failed): \[(?<name>[^\]]+)\].*! => \{$/],
  titleSkips: /^\s*"(?!msg"|stderr")|^\s*[\]{}]|^MSG:$/,
  passesOn: [/\bunreachable=\d+ +failed=\d+/],
};
