import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

function problems(command: string): string[] {
  const parsed = parsePolicy(`version: 1
routes: [{ scope: all, channel: C0ALL }]
people: { release: { users: [U0ANN] } }
commands: [{ allow: [release], do: [freeze, ${command}], scope: all }]
`);
  return parsed.ok ? [] : parsed.problems.map(({ key, message }) => `${key}: ${message}`);
}

describe('an unknown command in a rule', () => {
  it.each([
    ['unfreeze', 'thaw'],
    ['unlock', 'thaw'],
    ['Unfreeze', 'thaw'],
    ['unmute', 'thaw'],
    ['schedule', 'release'],
    ['cancel', 'release'],
  ])('is rejected with the permission that %s in Slack needs, never with the opposite', (word, command) => {
    expect(problems(word)).toEqual([`commands.0.do.1: "${word.toLowerCase()}" is ${command} here; write ${command}`]);
  });

  it('is rejected in the same way if it is almost a Slack command', () => {
    expect(problems('unfreez')).toEqual(['commands.0.do.1: "unfreeze" is thaw here; write thaw']);
  });

  it('is rejected with the nearest name otherwise', () => {
    expect(problems('relase')).toEqual([expect.stringContaining('override-condition; did you mean "release"?')]);
  });
});
