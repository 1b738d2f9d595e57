import { ownProperty } from './own-property.ts';

/** Merges objects key by key; of two different scalars the greater one wins. Commutative, associative and idempotent,
 *  so the order and number of deliveries do not matter. Only for plain JSON. */
export function merge<T>(a: T | undefined, b: T | undefined): T;
export function merge(a: unknown, b: unknown): unknown {
  if (a === undefined || a === b) return b;
  if (b === undefined) return a;
  if (isRecord(a) && isRecord(b)) return joinRecords(a, b);
  if (typeof a === 'number' && typeof b === 'number') return Math.max(a, b);
  return canonical(a) < canonical(b) ? b : a;
}

/** Copies only what changes: a row has thousands of facts, and an event brings one. @returns `a` if `b` adds nothing */
function joinRecords(a: Record<string, unknown>, b: Record<string, unknown>): Record<string, unknown> {
  let joined = a;
  for (const key of Object.keys(b)) {
    const known = ownProperty(a, key);
    const value = merge(known, b[key]);
    if (value === known) continue;
    if (joined === a) joined = { ...a };
    // Not `joined[key] = …`: a stage may be called __proto__ or toString.
    Object.defineProperty(joined, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return joined;
}

/** JSON with sorted keys, so that equal values have equal text. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  let text = '';
  if (Array.isArray(value)) {
    for (const each of value) text += text === '' ? canonical(each) : `,${canonical(each)}`;
    return `[${text}]`;
  }
  for (const key of Object.keys(value).sort()) {
    const known = (value as Record<string, unknown>)[key];
    if (known !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(known)}`;
  }
  return `{${text}}`;
}

/** Whether both have the same canonical text. A step shares what it does not change, and shared parts are not read. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, at) => isSame(each, b[at]));
  if (!isRecord(a) || !isRecord(b)) return canonical(a) === canonical(b);
  const known = Object.keys(a).filter((key) => a[key] !== undefined);
  if (known.length !== Object.keys(b).filter((key) => b[key] !== undefined).length) return false;
  return known.every((key) => ownProperty(b, key) !== undefined && isSame(a[key], b[key]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
