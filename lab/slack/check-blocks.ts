import type { z } from 'zod';
import { blocks, home, modal } from './block-kit.ts';

/** Slack's errors about blocks, in its own words. */
export function checkBlocks(value: unknown[]): string[] {
  return [...complaints(blocks, value, 'blocks'), ...repeatedIds(value, ['blocks'])];
}

export function checkView(value: unknown): string[] {
  const { blocks } = Object(value);
  const repeated = Array.isArray(blocks) ? repeatedIds(blocks, ['view', 'blocks']) : [];
  const { type } = Object(value);
  return [...complaints(type === 'home' ? home : modal, value, 'view'), ...repeated];
}

function complaints(schema: z.ZodType, value: unknown, name: string): string[] {
  const read = schema.safeParse(value);
  return read.success ? [] : read.error.issues.flatMap((issue) => say(issue, value, name));
}

function say(issue: z.core.$ZodIssue, root: unknown, name: string): string[] {
  const { path: inside } = issue;
  const path = [name, ...inside];
  switch (issue.code) {
    case 'too_big': {
      const most = Number(issue.maximum);
      return [
        at(
          path,
          issue.origin === 'array' ? `no more than ${most} items allowed` : `must be less than ${most + 1} characters`,
        ),
      ];
    }
    case 'too_small': {
      const least = Number(issue.minimum);
      return [
        at(
          path,
          issue.origin === 'array'
            ? `no less than ${least} items allowed`
            : `must be more than ${least - 1} characters`,
        ),
      ];
    }
    case 'unrecognized_keys':
      return issue.keys.map((key) => at(path, `invalid additional property: ${key}`));
    case 'invalid_union':
      return [at(path, `unsupported type: ${String(valueAt(root, inside))}`)];
    case 'invalid_value':
      return [at(path, 'must be a valid enum value')];
    case 'invalid_type':
      if (valueAt(root, inside) !== undefined)
        return [at(path, `must provide ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`)];
      return [at(path.slice(0, -1), `missing required field: ${String(path.at(-1))}`)];
    default:
      return [at(path, issue.message)];
  }
}

function at(path: PropertyKey[], problem: string): string {
  return `${problem} [json-pointer:/${path.map(String).join('/')}]`;
}

function valueAt(root: unknown, path: PropertyKey[]): unknown {
  let value = root;
  for (const step of path) value = Object(value)[step];
  return value;
}

function repeatedIds(value: unknown[], place: string[]): string[] {
  const seen = new Set<unknown>();
  return value.flatMap((block, index) => {
    const id = Object(block).block_id;
    if (id === undefined || !seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [at([...place, index, 'block_id'], '`block_id` must be unique')];
  });
}

/** Every string under a key `text`, however deep: what counts towards the cumulative limit. */
export function textLength(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) => sum + (key === 'text' && typeof inner === 'string' ? inner.length : textLength(inner)),
    0,
  );
}
