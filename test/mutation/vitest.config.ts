import { defineConfig } from 'vitest/config';
import { kindsOfTests } from '../kit/reach.ts';

/** The tests that the mutants run against: those of the pure rooms, without those that read the sources. */
export default defineConfig({
  test: {
    include: kindsOfTests().unit.filter((file) => /^test\/(core|policy)\//.test(file)),
    testTimeout: 900_000,
    hookTimeout: 900_000,
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
  },
});
