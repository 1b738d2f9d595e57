import type { Execution, ExecutionKey } from './execution.ts';
import type { Ledger } from './ledger.ts';

/** All that is kept about one subject. */
export interface Row {
  key: ExecutionKey;
  /** Grows by one with every save; 0 is not saved yet. */
  version: number;
  execution?: Execution | undefined;
  ledger: Ledger;
  /** When somebody has to look again, in milliseconds; absent when nothing is left to do. */
  dueAt?: number | undefined;
  /** A wake is on its way for this instant. */
  wakeAt?: number | undefined;
}

export function emptyRow(key: ExecutionKey): Row {
  return { key, version: 0, ledger: {} };
}
