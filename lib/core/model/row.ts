import type { SharedState } from '../command/shared-state.ts';
import type { Execution } from '../execution/facts.ts';
import type { PipelineTransitions } from '../freeze/transitions.ts';
import type { Outbox } from './outbox.ts';
import type { SubjectKey } from './subject.ts';

export interface Row {
  key: SubjectKey;
  /** Grows by one with every save; 0 is not saved yet. */
  version: number;
  execution?: Execution | undefined;
  gates?: PipelineTransitions | undefined;
  board?: SharedState | undefined;
  ledger: Outbox;
  /** When a worker has to look again (milliseconds); absent if nothing is left to do. */
  dueAt?: number | undefined;
  wakeAt?: number | undefined;
  /** When the sweep checks it: not always at `dueAt`, because the index costs two writes for each change. Absent in rows
   *  of earlier versions. */
  lookAt?: number | undefined;
}

export function emptyRow(key: SubjectKey): Row {
  return { key, version: 0, ledger: {} };
}
