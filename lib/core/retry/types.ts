import type { ExecutionRef } from '../execution/facts.ts';
import type { BudgetLimits } from './budget.ts';
import type { BreakerLimits } from './circuit-breaker.ts';

/** A failed stage that is tried again by itself: what is ordered, and what came of it. */

export interface RetryRequest {
  execution: ExecutionRef;
  stage: string;
  mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS';
  /** Names this failure of this stage of this execution: for one key AWS is told once. */
  retryKey: string;
  /** CodePipeline's ids of the runs that failed. When one of them is not the newest of its action any more, somebody
   *  was faster. */
  failedRuns: string[];
  /** When it failed; milliseconds. */
  failedAt: number;
  /** What it failed of, each once (`signatureOf`). */
  signatures: string[];
  budget: BudgetLimits;
  breaker: BreakerLimits;
  /** As for a recount: which attempt we know the execution to be in, and how new our newest fact is. */
  attempt: number;
  newest: number;
}

/** What came of it. After `done` and `refused` nothing follows; after `waits` it is ordered again when its hour comes. */
export type RetryOutcome =
  | { type: 'done' }
  | { type: 'refused'; because: string }
  | { type: 'waits'; until: number; because: string };

/** By the order's key. Joined like facts: the later word stands. */
export type Retries = Record<string, [at: number, RetryOutcome]>;
