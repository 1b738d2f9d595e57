/** A cache of a module would hide a mutant from all tests but the first. So the caches of the modules under test are
 *  renewed before each test. */

interface Cache {
  renew(): void;
}

const holder = globalThis as { cachesUnderTest?: Cache[] };

export function renewCaches(): void {
  for (const cache of holder.cachesUnderTest ?? []) cache.renew();
}

/** A `Map` or `WeakMap` at the top level of a module. Entries from the loading of the module stay. */
const pattern = /^((?:export )?const \w+)( = )new (Map|WeakMap)(<.*>)?\(\);$/gm;

/** The same code, with caches that can be renewed. It keeps its lines. */
export function withRenewableCaches(code: string): string {
  const changed = code.replace(pattern, '$1$2new Renewable$3$4();');
  return changed === code ? code : `${changed}\n${RENEWABLE}`;
}

/** Function declarations, because they exist before the first line of the module runs. */
const RENEWABLE = `
var cachesHere: any[] | undefined;
function renewable(Kind: any): any {
  let inner = new Kind();
  let atLoading: any[] = [];
  const outer = {
    get: (key: any) => inner.get(key),
    has: (key: any) => inner.has(key),
    delete: (key: any) => inner.delete(key),
    clear: () => inner.clear(),
    keys: () => inner.keys(),
    values: () => inner.values(),
    entries: () => inner.entries(),
    get size() { return inner.size; },
    set: (key: any, value: any) => { inner.set(key, value); return outer; },
    loaded: () => { atLoading = Kind === Map ? [...inner] : []; },
    renew: () => { inner = new Kind(atLoading); },
    [Symbol.iterator]: () => inner[Symbol.iterator](),
  };
  (cachesHere ??= []).push(outer);
  ((globalThis as any).cachesUnderTest ??= []).push(outer);
  return outer;
}
function RenewableMap(): any { return renewable(Map); }
function RenewableWeakMap(): any { return renewable(WeakMap); }
for (const cache of cachesHere ?? []) cache.loaded();
`;
