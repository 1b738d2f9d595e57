import { writeSync } from 'node:fs';
import { it, vi } from 'vitest';
import { chancesOf, cover } from './coverage.ts';
import { addNote, readCoverage, readPlan, writeCoverage } from './hand-over.ts';
import { knownTests } from './runner.ts';
import { tryMutant } from './try-mutant.ts';
import { startWatchdog } from './watchdog.ts';

/** Extra processor time for the tests of a mutant, in milliseconds. */
const SPARE = 30_000;
/** A change may make the tests slower by this factor. */
const SLOWER = 5;

// There may be thousands of mutants.
vi.setConfig({ testTimeout: 0 });

it('each mutant runs with the tests that reach it', async () => {
  const { left } = readPlan();
  const covered = readCoverage() ?? (await cover(knownTests));
  writeCoverage(covered);
  const atLoading = new Set(covered.static);
  const tests = new Map(knownTests.map((test) => [test.id, test]));
  const watchdog = startWatchdog();
  for (const [n, mutant] of left.entries()) {
    const chances = chancesOf(mutant, covered);
    if (chances.length === 0 && atLoading.has(mutant)) {
      addNote({ mutant, is: 'static' });
      continue;
    }
    addNote({ mutant, is: 'begun' });
    watchdog.allow(SPARE + SLOWER * chances.reduce((sum, { took }) => sum + took, 0));
    const is = await tryMutant(mutant, chances, tests, n === 0);
    addNote({ mutant, is });
    if (is === 'again') return;
    if (n % 20 === 19) writeSync(2, `${left.length - n - 1} left\n`);
  }
});
