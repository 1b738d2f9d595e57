import { defineConfig } from 'vitest/config';
import { kindsOfTests } from '../kit/reach.ts';

/** The tests that the mutants run against: those of the pure rooms, without those that read the sources, and a
 *  lock's flow, which holds its plans. */
export default defineConfig({
  test: {
    include: kindsOfTests().unit.filter((file) => /^test\/(core\/|policy\/|flows\/lock\.test\.ts)/.test(file)),
    testTimeout: 900_000,
    hookTimeout: 900_000,
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
  },
});
