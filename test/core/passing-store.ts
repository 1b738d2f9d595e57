import { createMemoryStore } from '../../lib/store/memory.ts';
import type { Store } from '../../lib/store/store.ts';

/** The point at which a test can end a worker. */
export type Pass = <T>(go: () => Promise<T>) => Promise<T>;

export function passingStore(pass: Pass) {
  const { load, save, due, rows } = createMemoryStore();
  const store: Store = {
    load: (key) => pass(() => load(key)),
    save: (row, now) => pass(() => save(row, now)),
    due,
  };
  return { store, rows };
}
