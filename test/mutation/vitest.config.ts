import { relative } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import { kindsOfTests } from '../kit/reach.ts';
import { withRenewableCaches } from './caches.ts';
import { readPlan } from './hand-over.ts';

const { instrumented } = readPlan();
const DRIVE = 'test/mutation/drive.ts';

/** The tests' own helpers too: rules that a test remembers were made without the mutant. */
const remembers = /^(lib\/(core|policy)|test)\//;

const instrumentedModules: Plugin = {
  name: 'instrumented-modules',
  enforce: 'pre',
  // Vitest keeps what it transformed, and another plan has other mutants.
  configureVitest({ defineCacheKeyGenerator }) {
    defineCacheKeyGenerator(({ id }) => instrumented[fileOf(id)]);
  },
  transform(code, id) {
    const file = fileOf(id);
    return remembers.test(file) ? withRenewableCaches(instrumented[file] ?? code) : undefined;
  },
};

function fileOf(id: string): string {
  return relative(process.cwd(), id).replaceAll('\\', '/');
}

/** Unit tests that check the project itself, and slow tests of whole flows. */
const excluded = /^test\/(docs|functions|infra|mutation|[^/]+\.test\.ts)|^test\/flows\/.*property|\.crash\./;

/** One thread loads all tests, and `drive.ts` last. */
export default defineConfig({
  plugins: [instrumentedModules],
  test: {
    include: [...kindsOfTests().unit.filter((file) => !excluded.test(file)), DRIVE],
    runner: 'test/mutation/runner.ts',
    sequence: {
      sequencer: class extends BaseSequencer {
        override async sort(files: Parameters<BaseSequencer['sort']>[0]) {
          return files.toSorted((a, b) => Number(a.moduleId.endsWith(DRIVE)) - Number(b.moduleId.endsWith(DRIVE)));
        }
      },
    },
    // A mutant that waits forever uses no processor time.
    testTimeout: 300_000,
    pool: 'threads',
    isolate: false,
    fileParallelism: false,
    maxWorkers: 1,
    disableConsoleIntercept: true,
    dangerouslyIgnoreUnhandledErrors: true,
    reporters: [
      {
        onTestRunEnd(modules) {
          for (const module of modules)
            for (const error of module.errors()) console.error(module.moduleId, error.message);
          for (const test of modules.flatMap((module) => [...module.children.allTests('failed')]))
            for (const error of test.result().errors ?? [])
              console.error(error.message, error.cause ?? '', error.stack);
        },
      },
    ],
  },
});
