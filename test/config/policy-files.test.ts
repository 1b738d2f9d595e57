import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readPolicy } from '../../lib/config/policy-file.ts';

const MAIN = `version: 1
scopes: { pay: { pipelines: ["pay-*"] } }
routes: [{ scope: all, channel: C0ONE }]
teams: { pay: { file: payments/policy.yml, scopes: [pay] } }
`;
const NIGHT =
  'freezes: [{ id: night, kind: deny, scope: pay, tz: UTC, every: { cron: "0 22 * * *", duration: 8h } }]\n';

let folder: string;
const put = (name: string, text: string) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-'));
  put('main.yml', MAIN);
  put('payments/policy.yml', NIGHT);
});

describe('the folder of a policy', () => {
  it('has no rules in a subfolder that no team names', async () => {
    await expect(readPolicy(folder)).resolves.toBeDefined();
    put('payments/more.yml', NIGHT);
    put('search/old/rules.yaml', NIGHT);
    const ignored = `no team in ${join(folder, 'main.yml')} names this file, so its rules would be ignored`;
    await expect(readPolicy(folder)).rejects.toMatchObject({
      problems: [
        expect.stringContaining(`${join(folder, 'payments/more.yml')}: ${ignored}`),
        expect.stringContaining(`${join(folder, 'search/old/rules.yaml')}: ${ignored}`),
      ],
    });
  });

  it.each([
    ['a tab', '\tx: 1\n', 'a tab cannot indent a line'],
    ['a misspelt key', 'team: { payments: { file: payments/policy.yml, scopes: [a] } }\n', 'did you mean "teams"?'],
    ['the name of a file alone', 'teams: { payments: payments/policy.yml }\n', 'the keys here are file, scopes'],
  ])('has its own slip as the one problem, not the files that then seem unnamed: %s', async (_, slip, message) => {
    put('main.yml', `version: 1\nroutes: [{ scope: all, channel: C0X }]\n${slip}`);
    await expect(readPolicy(folder)).rejects.toMatchObject({ problems: [expect.stringContaining(message)] });
  });

  it('may have folders of tools and files of other kinds', async () => {
    put('.github/workflows/ci.yml', 'on: push');
    put('node_modules/yaml/x.yml', 'x: 1');
    put('payments/notes.md', '# Notes');
    await expect(readPolicy(folder)).resolves.toBeDefined();
  });

  it('is refused if it is too deep to search', async () => {
    put(`${'a/'.repeat(9)}rules.yml`, NIGHT);
    await expect(readPolicy(folder)).rejects.toThrow(
      `${folder}: this folder has more than 5000 files, or more than 8 levels of folders`,
    );
  });
});
