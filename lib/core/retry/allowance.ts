import { type PipelineRef, pipelineKey } from '../freeze/transitions.ts';
import type { BreakerLimits, Passage, Trouble } from './circuit-breaker.ts';
import type { RetryRequest } from './types.ts';

/** Requested right before the retry, because failures of other executions and pipelines count too. */

export type AllowanceRequest = Pick<
  RetryRequest,
  'execution' | 'retryKey' | 'failedAt' | 'signatures' | 'budget' | 'breaker'
>;

export type RetryAllowance =
  | { granted: true }
  /** With `until`, the request may be repeated then; without it, this failure gets no automatic retry. */
  | { granted: false; because: string; until?: number };

export interface RetryStats {
  pipeline: PipelineRef;
  executionId: string;
  /** End of the execution's first attempt, successful or not; milliseconds. */
  firstEndedAt?: number;
  /** A failure that may be transient, and the limits that make several of them an outage. */
  trouble?: (Omit<Trouble, 'pipeline'> & { limits: BreakerLimits }) | undefined;
  retried?: { retryKey: string; succeeded: boolean };
  /** Success: when, and for each action (`Stage/Action`) whether it passed only on a retry. */
  passed?: { at: number; actions: Record<string, boolean> };
}

export function passageOf({ execution, retryKey, failedAt, signatures }: AllowanceRequest): Passage {
  return { key: retryKey, pipeline: pipelineKey(execution), signatures, failedAt };
}
