import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** A file that is named `-`. */

const right = 'version: 1\nroutes: [{ scope: all, channel: C0DEPLOYS }]\n';

const signalbox = (input: string, ...args: string[]) =>
  execFileSync(process.execPath, ['infra/cli/signalbox.js', ...args], { input, encoding: 'utf8', stdio: 'pipe' });

it('is standard input for a policy, as the file and as --policy', () => {
  expect(signalbox(right, 'check', '-')).toMatch(/^- is valid: policy /);
  expect(signalbox(right, 'explain', '--policy', '-', '--pipeline', 'shop')).toContain('No freeze covers shop.');
  expect(() => signalbox(`${right}scope: {}\n`, 'check', '-')).toThrow(
    '-:3:1 scope: unknown key; did you mean "scopes"?',
  );
});

it('is standard input for a log', () => {
  expect(signalbox('Rate exceeded', 'diagnose', '--provider', 'CodeBuild', '--log', '-')).toContain('throttling');
});
