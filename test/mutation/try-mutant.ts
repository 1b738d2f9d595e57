import type { Chance } from './coverage.ts';
import type { LoadedTest } from './loaded-tests.ts';
import { activate, deactivate, isBeyondLimit } from './switch.ts';
import type { Note } from './verdicts.ts';

/** As in Stryker: the limit is this many times the hits without the change. */
const HITS = 100;

/** Runs the tests until one fails. `isFirst`: nothing ran before it in this process. */
export async function tryMutant(
  mutant: string,
  chances: Chance[],
  tests: Map<string, LoadedTest>,
  isFirst: boolean,
): Promise<Note['is']> {
  for (const { test: id, hits } of chances) {
    const test = tests.get(id);
    if (!test) throw new Error(`There is no test ${id} any more.`);
    activate(mutant, hits * HITS);
    const problem = await test.run();
    const isEndless = isBeyondLimit();
    deactivate();
    if (isEndless) return 'timed out';
    if (problem === undefined) continue;
    const isClean = isFirst || (await test.run()) === undefined;
    return isClean ? 'killed' : 'again';
  }
  return chances.length > 0 ? 'survived' : 'not covered';
}
