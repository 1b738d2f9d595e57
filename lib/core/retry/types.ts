import type { ExecutionRef } from '../execution/facts.ts';
import type { BudgetLimits } from './budget.ts';
import type { BreakerLimits } from './circuit-breaker.ts';

export interface RetryRequest {
  execution: ExecutionRef;
  stage: string;
  mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS';
  /** Names this failure of this stage and execution: AWS is called once per key. */
  retryKey: string;
  /** CodePipeline's ids of the failed runs. If one is not the newest of its action, another retry was faster. */
  failedRuns: string[];
  failedAt: number;
  /** Distinct fingerprints (`fingerprintOf`). */
  signatures: string[];
  budget: BudgetLimits;
  breaker: BreakerLimits;
  attempt: number;
  newest: number;
}

/** `done` and `refused` are final; after `waits` the retry is requested again at `until`. */
export type RetryOutcome =
  | { type: 'done' }
  | { type: 'refused'; because: string }
  | { type: 'waits'; until: number; because: string };

/** By `retryKey`. Merged like facts: the later entry wins. */
export type Retries = Record<string, [at: number, RetryOutcome]>;
