import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** Runs this after the start of a watchdog. */
function run(what: string) {
  const code = `import { startWatchdog } from './test/mutation/watchdog.ts'; const watchdog = startWatchdog(); ${what}`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8', timeout: 120_000 });
}

it('an endless loop ends its process after its processor time', () => {
  expect(run('watchdog.allow(100); for (;;);').signal).toBe('SIGKILL');
});

it('a process that ends in time is not killed', () => {
  const { stdout, signal } = run("watchdog.allow(60_000); console.log('done');");
  expect([stdout, signal]).toEqual(['done\n', null]);
});
