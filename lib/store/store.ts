import type { Row } from '../core/model/row.ts';
import type { SubjectKey } from '../core/model/subject.ts';
import type { Due } from '../core/sweep/plan-sweep.ts';

/** Where rows are kept. One conditional write is the only lock there is. Every implementation keeps the contract that
 *  test/store/store.test.ts states. */
export interface Store {
  /** The row as last saved, never an older one. */
  load(key: SubjectKey): Promise<Row | undefined>;
  /** Saves `row` as the next version if nobody saved since it was loaded.
   *  @returns the saved row, with less detail where it did not fit, or undefined when somebody else was first
   *  @throws when the store cannot be reached */
  save(row: Row, now: number): Promise<Row | undefined>;
  /** Rows that the sweep has to look after (`sweepAt`) at `now` or before, the longest due first. */
  due(now: number, limit: number): Promise<Due[]>;
}
