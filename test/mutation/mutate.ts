import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FOLDER, readNotes, writePlan } from './hand-over.ts';
import { instrument } from './instrument.ts';
import { sampleOf } from './sample.ts';
import { lineOf, scoreOf } from './score.ts';
import { leftAfter, verdictsOf } from './verdicts.ts';

/** `npm run mutate`: changes a sample of functions in many small ways, one at a time, and counts the changes that no
 *  unit test notices. Stryker's instrumenter makes the changes. One process loads all modules once and runs them
 *  (`drive.ts`); if a mutant ends it, the next process continues. */

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    /** Percent of the functions. */
    share: { type: 'string', default: '5' },
    files: { type: 'string', default: 'lib/{core,policy}/**/*.ts' },
  },
});

const { chosen, all } = sampleOf({ files: values.files, seed: values.seed, share: Number(values.share) / 100 });
const { code: instrumented, mutants } = await instrument(chosen);
console.error(`${chosen.length} of ${all} functions, seed ${values.seed}: ${mutants.length} mutants`);

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const ids = mutants.map(({ id }) => id);
for (let left = ids, before = -1; left.length > 0; left = leftAfter(ids, readNotes())) {
  const noted = readNotes().length;
  if (noted === before) throw new Error('The tests cannot run.');
  before = noted;
  writePlan({ instrumented, left });
  spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/mutation/vitest.config.ts'], {
    stdio: 'inherit',
    env: { ...process.env, QUICK: '1' },
  });
}

const verdicts = verdictsOf(readNotes());
for (const mutant of mutants) {
  const verdict = verdicts.get(mutant.id);
  if (verdict === 'survived' || verdict === 'not covered') console.log(lineOf(mutant, verdict));
}
const { counts, killed, reached } = scoreOf(verdicts.values());
const figures = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`);
console.log(`${killed.toFixed(1)} % killed, seed ${values.seed} (${figures.join(', ')})`);
process.exitCode = reached ? 0 : 1;
