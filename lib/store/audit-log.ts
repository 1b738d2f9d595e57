import type { AuditEntry } from '../core/model/audit-entry.ts';

/** Who decided what, written once and never changed. Every implementation keeps the contract that test/store/audit-log.test.ts
 *  states. */
export interface AuditLog {
  /** The first entry of an instant and id stands: writing it again is fine, and nothing replaces it.
   *  @throws when the journal cannot be reached */
  write(entry: AuditEntry): Promise<void>;
  /** The newest `limit` of a pipeline's entries from `since` on and before `until` (milliseconds), told oldest first.
   *  @throws when the journal cannot be reached */
  read(pipeline: string, options: JournalWindow): Promise<AuditEntry[]>;
}

export interface JournalWindow {
  since?: number | undefined;
  until?: number | undefined;
  limit: number;
}

export interface JournalKey {
  pk: string;
  sk: string;
}

/** Its instant comes first and always has the same length, so keys sort as time does, and then by id. */
export function journalKey({ pipeline, at, id }: AuditEntry): JournalKey {
  return { pk: partitionOf(pipeline), sk: `${instant(at)}#${id}` };
}

/** An instant alone sorts before every key of that instant and after every earlier one, so no key lies on an edge. */
export interface JournalRange {
  pk: string;
  from: string;
  to: string;
}

/** @returns undefined where nothing can be */
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

/** What four digits of a year can say. */
const FIRST = 0;
const LAST = Date.UTC(9999, 11, 31);

function instant(at: number): string {
  return new Date(Math.min(Math.max(at, FIRST), LAST)).toISOString();
}
