import { ownProperty } from './own-property.ts';

/** The least value that says what both values say: objects are joined key by key, of two different scalars the
 *  greater one stands. Commutative, associative and idempotent, which is what makes the order and the number of
 *  deliveries not matter. Only for plain JSON. */
export function merge<T>(a: T | undefined, b: T | undefined): T;
export function merge(a: unknown, b: unknown): unknown {
  if (a === undefined || a === b) return b;
  if (b === undefined) return a;
  if (isRecord(a) && isRecord(b)) return joinRecords(a, b);
  if (typeof a === 'number' && typeof b === 'number') return Math.max(a, b);
  return canonical(a) < canonical(b) ? b : a;
}

function joinRecords(a: Record<string, unknown>, b: Record<string, unknown>): Record<string, unknown> {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  // Not `joined[key] = …`: a stage may be called __proto__, or toString.
  return Object.fromEntries(keys.map((key) => [key, merge(ownProperty(a, key), ownProperty(b, key))]));
}

/** JSON with sorted keys, so that equal values have equal text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const known = Object.entries(value).filter(([, v]) => v !== undefined);
  known.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${known.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
