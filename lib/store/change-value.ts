import type { ValueName, VersionedValues } from './versioned-values.ts';

/** More than the workers that run at once. */
const MAX_RACES = 30;

/** load → change → save, repeated if another worker saved first. An unchanged value is not saved.
 *  @throws if the store cannot be reached */
export async function changeValue<T, A>(
  { values, now }: { values: VersionedValues; now: () => number },
  name: ValueName,
  empty: T,
  changed: (known: T) => { next: T; answer: A },
): Promise<A> {
  for (let race = 0; race < MAX_RACES; race++) {
    const { value, version } = await values.load(name);
    const known = (value ?? empty) as T;
    const { next, answer } = changed(known);
    if (JSON.stringify(next) === JSON.stringify(known)) return answer;
    if (await values.save(name, next, version, now())) return answer;
  }
  throw new Error(`${name} was saved by others ${MAX_RACES} times in a row`);
}

/** `account#region#pipeline` */
export function placeOf({ account, region, pipeline }: { account: string; region: string; pipeline: string }): string {
  return [account, region, pipeline].join('#');
}
