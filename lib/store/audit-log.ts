import type { AuditEntry } from '../core/model/audit-entry.ts';

/** Written once and never changed. test/store/audit-log.test.ts defines the contract.
 *  @throws from each method, if the audit log cannot be reached */
export interface AuditLog {
  /** The first entry of an instant and id is kept: writing it again has no effect. */
  write(entry: AuditEntry): Promise<void>;
  /** The newest `limit` entries from `since` (inclusive) to `until` (exclusive), in milliseconds; oldest first. */
  read(pipeline: string, options: JournalWindow): Promise<AuditEntry[]>;
}

export interface JournalWindow {
  since?: number;
  until?: number;
  limit: number;
}

export interface JournalKey {
  pk: string;
  sk: string;
}

/** The instant comes first and has a fixed length, so keys sort by time, and then by id. */
export function journalKey({ pipeline, at, id }: AuditEntry): JournalKey {
  return { pk: partitionOf(pipeline), sk: `${instant(at)}#${id}` };
}

/** An instant alone sorts before every key of that instant and after every earlier key, so no key equals a bound. */
export interface JournalRange {
  pk: string;
  from: string;
  to: string;
}

/** @returns undefined if the range is empty */
export function journalRange(
  pipeline: string,
  { since = FIRST, until = LAST, limit }: JournalWindow,
): JournalRange | undefined {
  const [from, to] = [instant(since), instant(until)];
  return limit < 1 || from >= to ? undefined : { pk: partitionOf(pipeline), from, to };
}

function partitionOf(pipeline: string): string {
  return `journal#${pipeline}`;
}

/** The years that four digits can express. */
const FIRST = 0;
const LAST = Date.UTC(9999, 11, 31);

function instant(at: number): string {
  return new Date(Math.min(Math.max(at, FIRST), LAST)).toISOString();
}
