import type { Family } from '../family.ts';

export const julia: Family = {
  id: 'julia',
  marks: /^Test Summary: +\||^ +Testing Running tests/m,
  title: [/^(?<name>.*): (?:Test Failed|Error During Test) at \S+:\d+$/],
  passesOn: [/^ERROR: (?:LoadError: )?(?:Some tests did not pass|Package \S+ errored)/],
};
