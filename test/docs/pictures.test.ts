import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FOLDER, pictures } from '../../lab/pictures/pictures.ts';

/** The pictures of the README and of the documents. Their content is checked in the browser, in test/lab/page/browser.test.ts. */

describe('the pictures', () => {
  const readme = readFileSync('README.md', 'utf8');
  const files = pictures.map(({ name }) => `${name}.webp`);

  it('are those that `npm run pictures` takes', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(files.toSorted());
  });

  it.each(pictures.filter(({ page }) => page))('$name is in $page, with an alternative text', (one) => {
    expect(readFileSync(one.page ?? '', 'utf8')).toMatch(
      new RegExp(`!\\[[^\\]]{40,}\\]\\(pictures/${one.name}.webp\\)`),
    );
  });

  const onTop = pictures.filter(({ page }) => !page).map(({ name }) => `${name}.webp`);
  it.each(onTop)('%s is at the top of the README, with an alternative text', (file) => {
    const [top = ''] = readme.split('\n## ');
    expect(top).toMatch(new RegExp(`<img src="${join(FOLDER, file)}" width="700" alt="[^"]{40,}">`));
  });

  it.each(files)('%s is small, and sharp at 700 pixels', (file) => {
    const path = join(FOLDER, file);
    expect(statSync(path).size).toBeLessThan(150_000);
    expect(widthOf(readFileSync(path))).toBeGreaterThanOrEqual(1400);
  });
});

/** The width of a WebP, lossy or with alpha: https://datatracker.ietf.org/doc/html/rfc9649#section-2 */
function widthOf(file: Buffer): number {
  const kind = file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16);
  if (kind === 'RIFFWEBPVP8X') return file.readUIntLE(24, 3) + 1;
  expect(kind).toBe('RIFFWEBPVP8 ');
  return file.readUInt16LE(26) & 0x3fff;
}
