import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { explain } from '../../lib/cli/explain.ts';

const policy = join(mkdtempSync(join(tmpdir(), 'signalbox-')), 'policy.yml');
writeFileSync(
  policy,
  `version: 1
routes: [{ scope: all, channel: C0ALL }]
people: { release: { users: [U0ANN] } }
commands: [{ allow: [release], do: [thaw], scope: all }]
`,
);
const answer = (command: string) =>
  explain([], { policy, pipeline: 'shop', stage: 'Prod', as: 'U0ANN', command, json: false }, () => 0);

it.each(['thaw', 'unfreeze', 'unlock'])('explains the command %s with the permission thaw', async (command) => {
  await expect(answer(command)).resolves.toMatchObject({
    isYes: true,
    text: expect.stringContaining('People in "release" may unfreeze this.'),
  });
});

it('refuses a misspelled unfreeze, and suggests the right word', async () => {
  await expect(answer('unfreez')).rejects.toThrow('Unknown command "unfreez" of Slack; did you mean "unfreeze"?');
});
