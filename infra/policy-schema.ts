import { writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { Policy } from '../lib/policy/file/schema.ts';

/** Writes the JSON Schema of the policy file, by which editors complete and mark what is wrong. What no schema can say
 *  (names that have to be there, samples that have to match) `signalbox check` says. */

export const FILE = 'docs/policy.schema.json';

export function policySchema(): string {
  const schema = z.toJSONSchema(Policy, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ title: 'A policy of Signalbox', ...schema }, null, 2)}\n`;
}

if (import.meta.main) {
  await writeFile(FILE, policySchema());
  console.error(`Wrote ${FILE}`);
}
