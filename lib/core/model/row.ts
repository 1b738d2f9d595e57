import type { SharedState } from '../command/shared-state.ts';
import type { DigestFacts } from '../digest/digest.ts';
import type { Execution } from '../execution/facts.ts';
import type { PipelineTransitions } from '../freeze/transitions.ts';
import type { DeploymentBoard } from '../where/board.ts';
import type { Outbox } from './outbox.ts';
import type { SubjectKey } from './subject.ts';

export interface Row {
  key: SubjectKey;
  /** Grows by one with every save; 0 is not saved yet. */
  version: number;
  execution?: Execution;
  gates?: PipelineTransitions;
  board?: SharedState;
  where?: DeploymentBoard;
  digest?: DigestFacts;
  ledger: Outbox;
  /** When a worker has to look again (milliseconds); absent if nothing is left to do. */
  dueAt?: number;
  wakeAt?: number;
}

export function emptyRow(key: SubjectKey): Row {
  return { key, version: 0, ledger: {} };
}
