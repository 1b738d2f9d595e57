import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFunctions } from '../../infra/build.ts';

/** Runs before the first test that needs more than the sources. */
export async function setup(): Promise<() => void> {
  await buildFunctions('infra/policy.yml');
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-tests-'));
  process.env.TMPDIR = folder;
  // The processes share compiled code, and what the labs lay out.
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled');
  process.env.SHARED_PACKAGES = folder;
  process.env.LAB_SCRATCH = join(folder, 'lab');
  mkdirSync(process.env.LAB_SCRATCH);
  return () => rmSync(folder, { recursive: true, force: true });
}
