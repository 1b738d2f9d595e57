import { expect, it } from 'vitest';
import { functionsIn, sampleOf } from './sample.ts';

it('functions are found whole, with their first and last lines', () => {
  const text = `import { a } from './a.ts';

export const MOST = 3;

export function one(a: number): number {
  if (a > 1) {
    return 2;
  }
  return a;
}

const two = (a: number) => a + 1;

const three = ({ a }: { a: number }) => {
  return a;
};

interface Four {
  a: number;
}

async function five() {}
`;
  const lines = text.split('\n');
  const found = functionsIn(text).map(([first, last]) => [lines[first - 1], lines[last - 1]]);
  expect(found).toEqual([
    ['export function one(a: number): number {', '}'],
    ['const two = (a: number) => a + 1;', 'const two = (a: number) => a + 1;'],
    ['const three = ({ a }: { a: number }) => {', '};'],
    ['async function five() {}', 'async function five() {}'],
  ]);
});

it('a seed gives the same sample each time, of about the requested size', () => {
  const files = 'lib/core/**/*.ts';
  const { chosen, all } = sampleOf({ files, seed: 'a', share: 0.2 });
  expect(sampleOf({ files, seed: 'a', share: 0.2 }).chosen).toEqual(chosen);
  expect(sampleOf({ files, seed: 'b', share: 0.2 }).chosen).not.toEqual(chosen);
  expect(chosen.length / all).toBeGreaterThan(0.1);
  expect(chosen.length / all).toBeLessThan(0.3);
  expect(chosen.every((name) => /^lib\/core\/.+\.ts:\d+-\d+$/.test(name))).toBe(true);
  expect(sampleOf({ files, seed: 'a', share: 1 }).chosen).toHaveLength(all);
});
