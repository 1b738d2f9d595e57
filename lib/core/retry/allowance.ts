import { type PipelineRef, pipelineKey } from '../freeze/transitions.ts';
import type { BreakerLimits, Passage, Trouble } from './circuit-breaker.ts';
import type { RetryRequest } from './types.ts';

/** Leave to retry, asked for when the hour has come: what other executions and other pipelines did meanwhile counts. */

export type AllowanceRequest = Pick<
  RetryRequest,
  'execution' | 'retryKey' | 'failedAt' | 'signatures' | 'budget' | 'breaker'
>;

export type RetryAllowance =
  | { granted: true }
  /** With `until`, it may be asked again then; without, this failure is not retried by itself any more. */
  | { granted: false; because: string; until?: number | undefined };

/** How it went on: what budgets and breakers live on. */
export interface RetryStats {
  pipeline: PipelineRef;
  executionId: string;
  /** When the first attempt of the execution ended, well or badly; milliseconds. */
  firstEndedAt?: number | undefined;
  /** It failed of what could pass, and when how many pipelines doing so are an outage. */
  trouble?: (Omit<Trouble, 'pipeline'> & { limits: BreakerLimits }) | undefined;
  /** A retry under this key came to its end. */
  retried?: { retryKey: string; succeeded: boolean } | undefined;
  /** It went well, then, and of each action (`Stage/Action`) whether only when tried again. */
  passed?: { at: number; actions: Record<string, boolean> } | undefined;
}

export function passageOf({ execution, retryKey, failedAt, signatures }: AllowanceRequest): Passage {
  return { key: retryKey, pipeline: pipelineKey(execution), signatures, failedAt };
}
