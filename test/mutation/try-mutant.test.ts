import { afterEach, expect, it } from 'vitest';
import { type Covered, chancesOf, cover } from './coverage.ts';
import type { LoadedTest } from './loaded-tests.ts';
import { deactivate, theSwitch } from './switch.ts';
import { tryMutant } from './try-mutant.ts';

afterEach(deactivate);

/** A fake test. Its function knows if the mutant `m` is active. */
function fake(id: string, run: (isActive: boolean) => unknown): LoadedTest {
  return { id, name: id, run: async () => run(theSwitch().activeMutant === 'm') };
}

const failure = new Error('expected 1 to be 2');
const passes = fake('passes', () => undefined);
const notices = fake('notices', (isActive) => (isActive ? failure : undefined));
const isBroken = fake('broken', () => failure);
const loops = fake('loops', () => {
  const on = theSwitch();
  on.hitCount = (on.hitLimit ?? 0) + 1;
});

function verdict(tests: LoadedTest[], isFirst = false): Promise<string> {
  const chances = tests.map(({ id }) => ({ test: id, hits: 1, took: 1 }));
  return tryMutant('m', chances, new Map(tests.map((test) => [test.id, test])), isFirst);
}

it('a mutant is killed by the first test that fails with it and passes without it', async () => {
  expect(await verdict([passes, notices, isBroken])).toBe('killed');
  expect(await verdict([passes])).toBe('survived');
  expect(await verdict([])).toBe('not covered');
  expect(theSwitch().activeMutant).toBeUndefined();
});

it('a mutant that runs far more often than without the change is an endless loop', async () => {
  expect(await verdict([loops, isBroken])).toBe('timed out');
});

it('a test that also fails without the mutant proves nothing, unless nothing ran before', async () => {
  expect(await verdict([isBroken])).toBe('again');
  expect(await verdict([isBroken], true)).toBe('killed');
});

it('each test runs once to find the mutants that it reaches, and must pass', async () => {
  const counts = theSwitch().mutantCoverage.perTest;
  const one = fake('one', () => {
    counts[theSwitch().currentTestId ?? ''] = { m: 3 };
  });
  const covered = await cover([one, passes]);
  expect(covered.perTest).toEqual({ one: { m: 3 } });
  expect(Object.keys(covered.took)).toEqual(['one', 'passes']);
  await expect(cover([isBroken])).rejects.toThrow('this test fails: broken');
  theSwitch().currentTestId = undefined;
  delete counts.one;
});

it('the quickest test that reaches a mutant is the first', () => {
  const covered: Covered = {
    perTest: { slow: { m: 1 }, other: { n: 1 }, quick: { m: 4 } },
    static: [],
    took: { slow: 20, other: 1, quick: 5 },
  };
  expect(chancesOf('m', covered)).toEqual([
    { test: 'quick', hits: 4, took: 5 },
    { test: 'slow', hits: 1, took: 20 },
  ]);
});
