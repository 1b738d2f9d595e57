import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { sampleOf } from './sample.ts';

/** `npm run mutate`: changes a sample of functions in many small ways, one at a time, and counts the changes that no
 *  unit test notices. Stryker does it; this chooses the sample. */

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    /** Percent of the functions. */
    share: { type: 'string', default: '5' },
    files: { type: 'string', default: 'lib/{core,policy}/**/*.ts' },
  },
});

const { chosen, all } = sampleOf({ files: values.files, seed: values.seed, share: Number(values.share) / 100 });
console.error(`${chosen.length} of ${all} functions, seed ${values.seed}`);

const setting = {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  mutate: chosen,
  // What a module computes once when it is loaded does not change in a loaded module.
  ignoreStatic: true,
  concurrency: 1,
  // On a busy machine the first run of all tests takes minutes.
  dryRunTimeoutMinutes: 60,
  timeoutMS: 60_000,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { reportTests: false, logTests: false },
  tempDirName: 'dist/mutation/sandbox',
  // Stryker would read it with TypeScript's compiler, whose version 7 has no such interface.
  tsconfigFile: 'none',
  allowEmpty: true,
  thresholds: { high: 95, low: 90, break: 90 },
};
const file = 'dist/mutation/stryker.json';
mkdirSync('dist/mutation', { recursive: true });
writeFileSync(file, JSON.stringify(setting, null, 2));
const { status } = spawnSync(process.execPath, ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', file], {
  stdio: 'inherit',
  env: { ...process.env, QUICK: '1' },
});
process.exitCode = status ?? 1;
