import type { Row } from '../core/model/row.ts';
import type { SubjectKey } from '../core/model/subject.ts';
import { sweepAt } from '../core/sweep/plan-sweep.ts';
import type { Store } from './store.ts';

/** A store for tests and for `replay`. Rows are kept as text, so that nobody shares an object with it. */
export function createMemoryStore(): Store & { rows(): Row[] } {
  const rows = new Map<SubjectKey, string>();
  const read = (text: string) => JSON.parse(text) as Row;

  return {
    async load(key) {
      const text = rows.get(key);
      return text === undefined ? undefined : read(text);
    },
    async save(row) {
      const current = rows.get(row.key);
      const version = current === undefined ? 0 : read(current).version;
      if (version !== row.version) return undefined;
      const saved = { ...row, version: version + 1 };
      rows.set(row.key, JSON.stringify(saved));
      return saved;
    },
    async due(now, limit) {
      return [...rows.values()]
        .map(read)
        .flatMap((row) => {
          const dueAt = sweepAt(row);
          return dueAt !== undefined && dueAt <= now ? [{ key: row.key, dueAt }] : [];
        })
        .sort((a, b) => a.dueAt - b.dueAt)
        .slice(0, limit);
    },
    rows: () => [...rows.values()].map(read),
  };
}
