import type { Row } from '../core/model/row.ts';
import type { SubjectKey } from '../core/model/subject.ts';
import type { Due } from '../core/sweep/plan-sweep.ts';

/** A conditional write is the only lock. test/store/store.test.ts defines the contract of every implementation. */
export interface Store {
  /** The row as last saved, never an older one.
   *  @throws NewerFormat or Unreadable: the row stays as it is, and the messages about it come again */
  load(key: SubjectKey): Promise<Row | undefined>;
  /** Saves `row` as the next version if no other worker saved since it was loaded.
   *  @returns the saved row, with less detail if it did not fit; undefined if another worker saved first
   *  @throws if the store cannot be reached */
  save(row: Row, now: number): Promise<Row | undefined>;
  /** Rows that the sweep must check (`sweepAt`) at `now` or before, the longest overdue first. */
  due(now: number, limit: number): Promise<Due[]>;
}
