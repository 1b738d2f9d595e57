import { type AuditLog, journalKey, journalRange } from './audit-log.ts';
import { parseText } from './format.ts';
import { AuditEntrySchema } from './schema/audit-entry.ts';

/** For tests and for `replay`. Entries are stored as text, so that callers do not share objects with it. */
export function createMemoryAuditLog(): AuditLog {
  const partitions = new Map<string, Map<string, string>>();

  return {
    async write(entry) {
      const { pk, sk } = journalKey(entry);
      const entries = partitions.get(pk) ?? new Map<string, string>();
      if (!entries.has(sk)) entries.set(sk, JSON.stringify(entry));
      partitions.set(pk, entries);
    },
    async read(pipeline, window) {
      const range = journalRange(pipeline, window);
      if (!range) return [];
      return [...(partitions.get(range.pk) ?? [])]
        .filter(([sk]) => range.from <= sk && sk <= range.to)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(-window.limit)
        .map(([, text]) => parseText('An entry', AuditEntrySchema, text));
    },
  };
}
