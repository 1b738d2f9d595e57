import { type SerializedConfig, TestRunner } from 'vitest';
import { type LoadedTest, loaded } from './loaded-tests.ts';

/** Vitest loads the test files as usual, but this runner only collects their tests. The last file, `drive.ts`, runs
 *  them: often, and with modules that are loaded once. */

export const knownTests: LoadedTest[] = [];

function CollectingRunner(config: SerializedConfig): TestRunner {
  return Object.assign(new TestRunner(config), {
    async runTask(test: Parameters<typeof loaded>[0]) {
      if (test.file.name.endsWith('drive.ts')) await TestRunner.getTestFn(test)();
      else knownTests.push(loaded(test));
    },
  });
}

// biome-ignore lint/style/noDefaultExport: Vitest requires it.
export default CollectingRunner;
