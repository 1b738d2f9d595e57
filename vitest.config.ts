import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { kindsOfTests } from './test/kit/reach.ts';

const { unit, whole } = kindsOfTests();
const cores = availableParallelism();

export default defineConfig({
  test: {
    // No limit that a busy machine can reach: it only ends what hangs.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // A busy machine must not reach it either.
    expect: { poll: { timeout: 300_000 } },
    // Properties make many small objects: with a larger young generation V8 collects them seldom.
    pool: 'forks',
    experimental: { viteModuleRunner: false, nodeLoader: false },
    execArgv: ['--max-semi-space-size=64'],
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: unit, isolate: false, maxWorkers: cores, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: whole,
          isolate: false,
          // Some wait for a browser or for a time-out of a real client.
          maxWorkers: cores + 2,
          sequence: { groupOrder: 1 },
          // The functions are tested as they are deployed: built, once for all tests.
          globalSetup: ['test/kit/build.ts'],
        },
      },
    ],
  },
});
