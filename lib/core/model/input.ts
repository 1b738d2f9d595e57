import type { Board } from '../command/shared-state.ts';
import type { Execution } from '../execution/facts.ts';
import type { Gates } from '../freeze/transitions.ts';
import type { MessageRef } from './effect.ts';

/** Everything that happens. */
export type Input = Seen | Surveyed | Ordered | Tick | Outcome;

/** Facts about an execution, from events or from reading. */
export interface Seen {
  type: 'seen';
  execution: Execution;
}

/** A pipeline's transitions, from reading or from what we did to them. */
export interface Surveyed {
  type: 'surveyed';
  gates: Gates;
}

/** What somebody ordered from Slack. */
export interface Ordered {
  type: 'ordered';
  board: Board;
}

/** Time has passed. */
export interface Tick {
  type: 'tick';
}

/** What became of an effect. */
export interface Outcome {
  type: 'outcome';
  key: string;
  claim: string;
  result: Done | Failed;
}

/** What became of an effect, as the ledger will read it. */
export function outcome({ key, claim }: { key: string; claim: string }, result: Outcome['result']): Outcome {
  return { type: 'outcome', key, claim, result };
}

export interface Done {
  done: true;
  digest: string;
  message?: MessageRef | undefined;
}

export interface Failed {
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
