import type { AuditEntry } from '../core/model/audit-entry.ts';
import { type AuditLog, journalKey, journalRange } from './audit-log.ts';

/** A journal for tests and for `replay`. Entries are kept as text, so that nobody shares an object with it. */
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
        .map(([, text]) => JSON.parse(text) as AuditEntry);
    },
  };
}
