import { writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { Policy } from '../lib/policy/file/schema.ts';

/** JSON Schema of the policy file, for editors. `signalbox check` finds the errors that a schema cannot express. */

export const FILE = 'docs/policy.schema.json';

export function policySchema(): string {
  const schema = z.toJSONSchema(Policy, { io: 'input', target: 'draft-7' });
  // Blocks for anchors may hold anything.
  const extensions = { patternProperties: { '^x-': {} } };
  return `${JSON.stringify({ title: 'A policy of Signalbox', ...schema, ...extensions }, null, 2)}\n`;
}

if (import.meta.main) {
  await writeFile(FILE, policySchema());
  console.error(`Wrote ${FILE}`);
}
