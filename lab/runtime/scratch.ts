import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

/** A folder of this process, for all its labs: what the first lab lays out and compiles serves the next ones. */
export function scratch(): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'signalbox-lab-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  return folder;
}
