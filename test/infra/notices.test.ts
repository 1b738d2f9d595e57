import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { noticesOf } from '../../infra/notices.ts';

/** Licenses that a package in a zip may have. The notices alone meet their conditions. A copyleft license needs a
 *  reason, and is allowed only for a named package. */
const allowed = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];
const allowedFor: Record<string, string> = { 'ical.js': 'MPL-2.0' };

interface Entry {
  name: string;
  lines: string[];
  license: string | undefined;
}

const titleOf = ({ name, version }: { name: string; version: string }) => `${name} ${version}`;

/** The entries of a notices file, by name and version. */
function entriesOf(text: string): Map<string, Entry> {
  const [, list = ''] = text.split(/^-{80}$/m);
  const entries = list.trim().split('\n\n');
  return new Map(
    entries.map((entry) => {
      const [title = '', ...lines] = entry.split('\n');
      const license = lines.find((line) => line.startsWith('  License: '))?.slice('  License: '.length);
      return [title, { name: title.slice(0, title.lastIndexOf(' ')), lines, license }];
    }),
  );
}

/** The packages in the source maps of a built function, by name and version. */
function packagesIn(name: string): string[] {
  const maps = globSync([`dist/functions/${name}.mjs.map`, `dist/functions/${name}-chunks/*.map`]);
  const sources = maps.flatMap((map): string[] => JSON.parse(readFileSync(map, 'utf8')).sources);
  const folders = sources.flatMap((source) => /node_modules\/.*/.exec(source) ?? []).map(folderOf);
  return [...new Set(folders)].map((folder) => titleOf(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))));
}

function folderOf(source: string): string {
  const parts = source.split('/');
  const at = parts.lastIndexOf('node_modules');
  return parts.slice(0, at + (parts[at + 1]?.startsWith('@') ? 3 : 2)).join('/');
}

describe.each(['worker', 'slack', 'sweep'])('the notices of the %s', (name) => {
  const text = readFileSync(`dist/functions/${name}-chunks/THIRD-PARTY-NOTICES`, 'utf8');
  const entries = entriesOf(text);

  it('name every package with code in it', () => {
    const bundled = packagesIn(name);
    expect(bundled.length).toBeGreaterThan(15);
    expect(bundled.filter((one) => !entries.has(one))).toEqual([]);
  });

  it('name only licenses that may be bundled', () => {
    const others = [...entries].filter(
      ([, { name, license = '' }]) => !allowed.includes(license) && allowedFor[name] !== license,
    );
    expect(others).toEqual([]);
  });

  it('contain the text of each license, or state that the package has none', () => {
    const silent = [...entries].filter(
      ([title, { lines }]) =>
        !text.includes(`\n${title}, `) && !lines.some((line) => line.includes('contains no license text')),
    );
    expect(silent.map(([title]) => title)).toEqual([]);
  });
});

describe('the notices', () => {
  it('name the source of ical.js, as its license requires', () => {
    const worker = readFileSync('dist/functions/worker-chunks/THIRD-PARTY-NOTICES', 'utf8');
    const { version } = JSON.parse(readFileSync('node_modules/ical.js/package.json', 'utf8'));
    const { lines = [] } = entriesOf(worker).get(`ical.js ${version}`) ?? {};
    expect(lines).toContain('  Repository: https://github.com/kewisch/ical.js');
    expect(lines).toContain(
      `  Source code of this version: https://registry.npmjs.org/ical.js/-/ical.js-${version}.tgz`,
    );
    expect(worker).toContain('Mozilla Public License Version 2.0');
  });

  /** A package on the disk. */
  function made(manifest: object, files: Record<string, string> = {}): string {
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-package-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'license'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  }

  it('show the declared license of a package without a license file', async () => {
    const bare = made({ name: 'bare', version: '1.0.0', license: 'MIT', author: 'Ann', repository: 'github:ann/bare' });
    const silent = made({ name: 'silent', version: '2.0.0' });
    const entries = entriesOf(await noticesOf([bare, silent]));
    expect(entries.get('bare 1.0.0')?.lines).toEqual([
      '  License: MIT',
      '  Repository: https://github.com/ann/bare',
      '  Author: Ann',
      '  The package contains no license text; the license above is the declared one.',
    ]);
    expect(entries.get('silent 2.0.0')?.license).toBe('not declared');
  });

  it('contain a text that several packages share once, and NOTICE files too', async () => {
    const one = made({ name: 'one', version: '1.0.0', license: 'ISC' }, { LICENSE: 'Do as you like.\n' });
    const two = made(
      { name: 'two', version: '1.0.0', license: 'ISC' },
      { LICENCE: 'Do as you like.', 'NOTICE.md': 'Hi' },
    );
    const text = await noticesOf([one, two]);
    expect(text).toContain('one 1.0.0, LICENSE\ntwo 1.0.0, LICENCE\n\nDo as you like.\n');
    expect(text).toContain('two 1.0.0, NOTICE.md\n\nHi');
    expect(text.split('Do as you like.')).toHaveLength(2);
  });
});
