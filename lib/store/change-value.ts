import type * as z from 'zod/mini';
import { parse } from './format.ts';
import type { ValueName, VersionedValues } from './versioned-values.ts';

export interface StoredValue<T> {
  name: ValueName;
  schema: z.ZodMiniType<T>;
  empty: T;
}

/** @throws Unreadable, and if the store cannot be reached */
export async function loadValue<T>(
  values: VersionedValues,
  { name, schema, empty }: StoredValue<T>,
): Promise<{ known: T; version: number }> {
  const { value, version } = await values.load(name);
  return { known: value === undefined ? empty : parse(`The item ${name}`, schema, value), version };
}

/** More than the workers that run at once. */
const MAX_RACES = 30;

/** load → change → save, repeated if another worker saved first. An unchanged value is not saved.
 *  @throws Unreadable, and if the store cannot be reached */
export async function changeValue<T, A>(
  { values, now }: { values: VersionedValues; now: () => number },
  stored: StoredValue<T>,
  changed: (known: T) => { next: T; answer: A },
): Promise<A> {
  for (let race = 0; race < MAX_RACES; race++) {
    const { known, version } = await loadValue(values, stored);
    const { next, answer } = changed(known);
    if (JSON.stringify(next) === JSON.stringify(known)) return answer;
    if (await values.save(stored.name, next, version, now())) return answer;
  }
  throw new Error(`${stored.name} was saved by others ${MAX_RACES} times in a row`);
}

/** `account#region#pipeline` */
export function placeOf({ account, region, pipeline }: { account: string; region: string; pipeline: string }): string {
  return [account, region, pipeline].join('#');
}
