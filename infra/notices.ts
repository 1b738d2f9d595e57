import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** Collects the notices of bundled packages, because the build strips the comments that contain them. */

interface Package {
  name: string;
  version: string;
  license: string;
  repository: string;
  author: string | undefined;
  files: { name: string; text: string }[];
}

export function bundledPackages(metafiles: Metafile[]): string[] {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)),
  );
  const folders = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

export async function noticesOf(folders: string[]): Promise<string> {
  const packages = await Promise.all(folders.map(readPackage));
  packages.sort((a, b) => titleOf(a).localeCompare(titleOf(b), 'en'));
  const texts = Map.groupBy(
    packages.flatMap((one) => one.files.map((file) => ({ title: `${titleOf(one)}, ${file.name}`, text: file.text }))),
    ({ text }) => text,
  );
  return [
    'This function contains the following packages.',
    packages.map(entryOf).join('\n\n'),
    ...[...texts].map(([text, sources]) => [...sources.map(({ title }) => title), '', text].join('\n')),
  ].join(`\n\n${'-'.repeat(80)}\n\n`);
}

const NOTICE_FILE = /^(licen[cs]e|copying|copyright|notice|third[-_ ]?party)/i;

async function readPackage(folder: string): Promise<Package> {
  const { name, version, license, repository, author } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && NOTICE_FILE.test(entry.name)).map((entry) => entry.name);
  const files = names.sort().map(async (file) => ({ name: file, text: await textOf(join(folder, file)) }));
  return {
    name,
    version,
    license: license?.type ?? license ?? 'not declared',
    repository: repositoryOf(repository),
    author: author?.name ?? author,
    files: await Promise.all(files),
  };
}

async function textOf(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).replaceAll('\r\n', '\n').trim();
}

/** npm allows a URL, an object with one, or `github:owner/name`. */
function repositoryOf(repository: string | { url?: string } | undefined): string {
  const url = typeof repository === 'string' ? repository : repository?.url;
  if (url === undefined) return 'not declared';
  return url.replace(/^git\+|\.git$/g, '').replace(/^(github:)?(?=[\w.-]+\/[\w.-]+$)/, 'https://github.com/');
}

function titleOf({ name, version }: Package): string {
  return `${name} ${version}`;
}

function entryOf(one: Package): string {
  const lines = [titleOf(one), `  License: ${one.license}`, `  Repository: ${one.repository}`];
  if (one.files.length === 0) {
    if (one.author !== undefined) lines.push(`  Author: ${one.author}`);
    lines.push('  The package contains no license text; the license above is the declared one.');
  }
  if (/\bMPL/.test(one.license)) lines.push(`  Source code of this version: ${tarballOf(one)}`);
  return lines.join('\n');
}

/** MPL 2.0, section 3.2: recipients must learn where the source is. The npm package is the unminified source. */
function tarballOf({ name, version }: Package): string {
  return `https://registry.npmjs.org/${name}/-/${name.split('/').at(-1)}-${version}.tgz`;
}
