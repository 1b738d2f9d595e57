import type { Row } from '../core/model/row.ts';
import type { SubjectKey } from '../core/model/subject.ts';
import { sweepAt } from '../core/sweep/plan-sweep.ts';
import { parseText } from './format.ts';
import { RowSchema } from './schema/row.ts';
import type { Store } from './store.ts';

interface Stored {
  text: string;
  version: number;
  dueAt: number | undefined;
  /** Its text was found to have the shape of a row. */
  isChecked?: true;
}

/** For tests and for `replay`. Rows are stored as text, so that callers do not share objects with it. */
export function createMemoryStore(): Store & { rows(): Row[] } {
  const rows = new Map<SubjectKey, Stored>();

  return {
    async load(key) {
      const stored = rows.get(key);
      return stored && read(stored);
    },
    async save(row) {
      if ((rows.get(row.key)?.version ?? 0) !== row.version) return undefined;
      const saved = { ...row, version: row.version + 1 };
      rows.set(row.key, { text: JSON.stringify(saved), version: saved.version, dueAt: sweepAt(row) });
      return saved;
    },
    async due(now, limit) {
      return [...rows]
        .flatMap(([key, { dueAt }]) => (dueAt !== undefined && dueAt <= now ? [{ key, dueAt }] : []))
        .sort((a, b) => a.dueAt - b.dueAt)
        .slice(0, limit);
    },
    rows: () => [...rows.values()].map(read),
  };
}

function read(stored: Stored): Row {
  const row = stored.isChecked ? (JSON.parse(stored.text) as Row) : parseText('A row', RowSchema, stored.text);
  stored.isChecked = true;
  return row;
}
