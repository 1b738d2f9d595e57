import type { ExecutionRef } from './execution.ts';

/** A pipeline's stage transitions: they belong to the pipeline, not to an execution. Joined like facts. */

export type PipelineRef = Omit<ExecutionRef, 'executionId'>;
export type PipelineKey = `pipeline#${string}`;

export function pipelineKey({ account, region, pipeline }: PipelineRef): PipelineKey {
  return `pipeline#${account}#${region}#${pipeline}`;
}

export function refOfPipeline(key: PipelineKey): PipelineRef {
  const [, account = '', region = '', pipeline = ''] = key.split('#');
  return { account, region, pipeline };
}

/** The transition into a stage, as AWS shows it. */
export interface Gate {
  stage: string;
  open: boolean;
  /** Of a closed one: why, as whoever closed it wrote. */
  reason?: string | undefined;
  /** The ARN of who changed it last, and when (milliseconds). */
  changedBy?: string | undefined;
  changedAt?: number | undefined;
  /** Executions that wait in front of it. */
  waiting: string[];
}

export interface Gates {
  ref: PipelineRef;
  /** All transitions at once, as of an instant. The first stage has none that holds anything. */
  survey?: [asOf: number, { mode?: string | undefined; gates: Gate[] }] | undefined;
  /** By stage, what we did last. A closing is ours as long as AWS shows the same reason, person and instant. */
  ours?: Record<string, [at: number, Closing | Opening]> | undefined;
  tags?: Record<string, string> | undefined;
}

export interface Closing {
  type: 'closed';
  /** As AWS showed it right after. */
  gate: Gate;
  rules: string[];
}

export interface Opening {
  type: 'opened';
}
