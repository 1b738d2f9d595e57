import type { SharedState } from '../command/shared-state.ts';
import type { DigestFacts } from '../digest/digest.ts';
import type { Execution } from '../execution/facts.ts';
import type { PipelineTransitions } from '../freeze/transitions.ts';
import type { DeploymentBoard } from '../where/board.ts';
import type { MessageRef } from './effect.ts';

export type Input =
  | ExecutionObserved
  | TransitionsObserved
  | SharedStateChanged
  | DeploymentsObserved
  | ExecutionsReported
  | Tick
  | EffectOutcome;

export interface ExecutionObserved {
  type: 'seen';
  execution: Execution;
}

export interface TransitionsObserved {
  type: 'surveyed';
  gates: PipelineTransitions;
}

export interface SharedStateChanged {
  type: 'ordered';
  board: SharedState;
}

export interface DeploymentsObserved {
  type: 'deployed';
  where: DeploymentBoard;
}

export interface ExecutionsReported {
  type: 'reported';
  digest: DigestFacts;
}

export interface Tick {
  type: 'tick';
}

export interface EffectOutcome {
  type: 'outcome';
  key: string;
  claim: string;
  result: EffectDone | EffectFailed;
}

export function outcome(
  { key, claim }: { key: string; claim: string },
  result: EffectOutcome['result'],
): EffectOutcome {
  return { type: 'outcome', key, claim, result };
}

export interface EffectDone {
  done: true;
  digest: string;
  message?: MessageRef;
}

export interface EffectFailed {
  done: false;
  why: string;
  /** Seconds; the other service asked for this pause. */
  retryAfter?: number;
  /** Seconds; the longest pause before the next try, however often it failed. At least `retryAfter`. */
  retryWithin?: number;
  /** The response was lost; the effect may have happened. */
  unsure?: boolean;
  gone?: boolean;
  /** A quick retry will not help; a person has to fix something first. */
  lasting?: boolean;
  /** The message stands and cannot be edited. */
  fixed?: boolean;
}
