import type { LoadedTest } from './loaded-tests.ts';
import { theSwitch } from './switch.ts';

export interface Covered {
  /** The mutants of each test with the number of hits, by the test's id. */
  perTest: Record<string, Record<string, number>>;
  /** The mutants that run while the modules are loaded. */
  static: string[];
  /** The processor time of each test, in milliseconds. */
  took: Record<string, number>;
}

/** Runs each test once without a change. All of them have to pass. */
export async function cover(tests: LoadedTest[]): Promise<Covered> {
  const on = theSwitch();
  const atLoading = Object.keys(on.mutantCoverage.static);
  const took: Record<string, number> = {};
  for (const test of tests) {
    on.currentTestId = test.id;
    const start = process.threadCpuUsage();
    const problem = await test.run();
    const { user, system } = process.threadCpuUsage(start);
    took[test.id] = (user + system) / 1000;
    on.currentTestId = undefined;
    if (problem !== undefined) throw new Error(`Without a change, this test fails: ${test.name}`, { cause: problem });
  }
  return { perTest: structuredClone(on.mutantCoverage.perTest), static: atLoading, took };
}

export interface Chance {
  test: string;
  /** How often the test runs the mutant. */
  hits: number;
  took: number;
}

/** The tests that reach a mutant, the quickest first. */
export function chancesOf(mutant: string, { perTest, took }: Covered): Chance[] {
  const chances = Object.entries(perTest).flatMap(([test, counts]) => {
    const hits = counts[mutant];
    return hits === undefined ? [] : [{ test, hits, took: took[test] ?? 0 }];
  });
  return chances.sort((a, b) => a.took - b.took);
}
