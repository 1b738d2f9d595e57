import type { SharedState } from '../command/shared-state.ts';
import type { Execution } from '../execution/facts.ts';
import type { PipelineTransitions } from '../freeze/transitions.ts';
import type { Outbox } from './outbox.ts';
import type { SubjectKey } from './subject.ts';

/** All that is kept about one subject. */
export interface Row {
  key: SubjectKey;
  /** Grows by one with every save; 0 is not saved yet. */
  version: number;
  execution?: Execution | undefined;
  gates?: PipelineTransitions | undefined;
  board?: SharedState | undefined;
  ledger: Outbox;
  /** When somebody has to look again, in milliseconds; absent when nothing is left to do. */
  dueAt?: number | undefined;
  /** A wake is on its way for this instant. */
  wakeAt?: number | undefined;
}

export function emptyRow(key: SubjectKey): Row {
  return { key, version: 0, ledger: {} };
}
