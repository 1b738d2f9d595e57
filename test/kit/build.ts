import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFunctions } from '../../infra/build.ts';

/** Before the first test that needs more than the sources. */
export async function setup(): Promise<() => void> {
  await buildFunctions('infra/policy.yml');
  const shared = mkdtempSync(join(tmpdir(), 'signalbox-packages-'));
  process.env.SHARED_PACKAGES = shared;
  return () => rmSync(shared, { recursive: true, force: true });
}
