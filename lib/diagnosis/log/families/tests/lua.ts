import type { Family } from '../family.ts';

export const lua: Family = {
  id: 'lua',
  marks: /^(?:Failure|Error) → |^lua\w*: |\.lua:\d+|\[string "|^Checking \S+\.lua/m,
  fault: [/^\w[\w ]*: \[string "/, /^lua\w*: \S/, /^\s+\S+\.lua:\d+:\d+(?:-\d+)?: /],
  title: [/^(?:Failure|Error) → (?<name>.*)$/],
  passesOn: [/^\d+ success(?:es)? \/ \d+ failure/, /^Total: \d+ warnings/],
};
