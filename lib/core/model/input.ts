import type { SharedState } from '../command/shared-state.ts';
import type { Execution } from '../execution/facts.ts';
import type { PipelineTransitions } from '../freeze/transitions.ts';
import type { MessageRef } from './effect.ts';

/** Everything that happens. */
export type Input = ExecutionObserved | TransitionsObserved | SharedStateChanged | Tick | EffectOutcome;

/** Facts about an execution, from events or from reading. */
export interface ExecutionObserved {
  type: 'seen';
  execution: Execution;
}

/** A pipeline's transitions, from reading or from what we did to them. */
export interface TransitionsObserved {
  type: 'surveyed';
  gates: PipelineTransitions;
}

/** What somebody ordered from Slack. */
export interface SharedStateChanged {
  type: 'ordered';
  board: SharedState;
}

/** Time has passed. */
export interface Tick {
  type: 'tick';
}

/** What became of an effect. */
export interface EffectOutcome {
  type: 'outcome';
  key: string;
  claim: string;
  result: EffectDone | EffectFailed;
}

/** What became of an effect, as the ledger will read it. */
export function outcome(
  { key, claim }: { key: string; claim: string },
  result: EffectOutcome['result'],
): EffectOutcome {
  return { type: 'outcome', key, claim, result };
}

export interface EffectDone {
  done: true;
  digest: string;
  message?: MessageRef | undefined;
}

export interface EffectFailed {
  done: false;
  why: string;
  /** Seconds the other side asked us to stay away. */
  retryAfter?: number | undefined;
  /** It may have happened all the same: the answer was lost. */
  unsure?: boolean | undefined;
  /** The message it was about is not there any more. */
  gone?: boolean | undefined;
  /** Trying again soon will not help; somebody has to mend something first. */
  lasting?: boolean | undefined;
}
