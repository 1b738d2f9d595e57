import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The command line as `npm pack` makes it, outside of the checkout and below node_modules, where Node runs no TypeScript. */

const home = mkdtempSync(join(tmpdir(), 'signalbox-pack-'));
const installed = join(home, 'node_modules', 'signalbox');
let files: string[];

beforeAll(() => {
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', home], { encoding: 'utf8' });
  const [{ filename, files: packedFiles }] = JSON.parse(packed.slice(packed.indexOf('[\n')));
  files = packedFiles.map(({ path }: { path: string }) => path);
  execFileSync('mkdir', ['-p', installed]);
  execFileSync('tar', ['-xzf', join(home, filename), '--strip-components=1', '-C', installed]);
  symlinkSync(resolve('node_modules'), join(installed, 'node_modules'));
});
afterAll(() => rmSync(home, { recursive: true }));

function signalbox(...args: string[]): string {
  const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  return execFileSync(process.execPath, [join(installed, bin.signalbox), ...args], { cwd: home, encoding: 'utf8' });
}

describe('the packed command line', () => {
  it('has the bundle, the schema and a policy to begin with, and no source', () => {
    expect(files).toEqual(expect.arrayContaining(['docs/policy.schema.json', 'infra/policy.yml', 'LICENSE']));
    expect(files.filter((file) => file.endsWith('.ts'))).toEqual([]);
    expect(existsSync(join(installed, 'dist/cli/signalbox.js'))).toBe(true);
  });

  it('checks a policy, explains it, and prints its version', () => {
    const policy = join(installed, 'infra/policy.yml');
    expect(signalbox('check', policy)).toContain('is valid');
    expect(signalbox('windows', '--policy', policy)).not.toBe('');
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(signalbox('--version')).toContain(version);
  });

  it('asks for the policy, which is not where a checkout has it', () => {
    const run = () => signalbox('diagnose', '--provider', 'CodeBuild', '--message', 'Rate exceeded');
    expect(run).toThrow('Name your policy with --policy FILE.');
  });

  it('depends on every package that it imports', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    const bundled = files.filter((file) => file.startsWith('dist/cli/'));
    const imported = bundled.flatMap((file) => [
      ...readFileSync(join(installed, file), 'utf8').matchAll(
        /^(?:import|\}).* from "([^"]+)";$|import\("([^"]+)"\)/gm,
      ),
    ]);
    const names = imported
      .map(([, atOnce, later]) => atOnce ?? later ?? '')
      .filter((name) => !/^(node:|\.)/.test(name));
    const packages = new Set(names.map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/')));
    expect(packages.size).toBeGreaterThan(10);
    for (const name of packages) expect(dependencies).toHaveProperty([name]);
  });
});
