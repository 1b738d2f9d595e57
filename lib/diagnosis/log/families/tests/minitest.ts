import type { Family } from '../family.ts';

/** minitest and test-unit: a title, the test with its place, the reason. */
export const minitest: Family = {
  id: 'minitest',
  marks: /^\d+ (?:runs|tests), \d+ assertions, |^[ \t]*\d+\) (?:Failure|Error):$/m,
  title: [/^\s*\d+\) (?:Failure|Error):$/, /^(?:Failure|Error): ?(?<name>\w+(?:#|\()\w+.*)?:?$/],
  passesOn: [/^\d+ (?:runs|tests), \d+ assertions, /, /^(?:bin\/)?rails test /],
};
