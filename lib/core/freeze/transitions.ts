import type { ExecutionRef } from '../execution/facts.ts';

/** Transitions belong to the pipeline, not to an execution. Merged like facts; instants are milliseconds. */

export type PipelineRef = Omit<ExecutionRef, 'executionId'>;
export type PipelineKey = `pipeline#${string}`;

export function pipelineKey({ account, region, pipeline }: PipelineRef): PipelineKey {
  return `pipeline#${account}#${region}#${pipeline}`;
}

export function refOfPipeline(key: PipelineKey): PipelineRef {
  const [, account = '', region = '', pipeline = ''] = key.split('#');
  return { account, region, pipeline };
}

export interface StageTransition {
  stage: string;
  open: boolean;
  reason?: string;
  /** The reason has our mark: we wrote it, though the response may have been lost. */
  signed?: true;
  changedBy?: string;
  changedAt?: number;
  waiting: string[];
}

export interface PipelineTransitions {
  ref: PipelineRef;
  survey?: [asOf: number, TransitionSnapshot];
  ours?: Record<string, [at: number, LastAction]>;
  /** By stage: the last foreign change that we found and left alone. */
  found?: Record<string, [at: number, ManualChange]>;
  tags?: [asOf: number, Record<string, string>];
  /** By id: executions in front of a locked stage. */
  waiters?: Record<string, [at: number, Waiter]>;
}

export interface Waiter {
  stage: string;
  /** False after it entered or ended. */
  waits: boolean;
  /** Ids of the locks with an owner to whom it belongs. */
  owns: string[];
  what: string;
}

/** The first stage has no transition that holds anything, and in PARALLEL mode there are none. */
export interface TransitionSnapshot {
  mode?: string;
  /** Version of the structure that has this mode; absent if uncertain. */
  version?: string;
  gates: StageTransition[];
  gone?: true;
}

export type LastAction = Closing | Opening | Left;

/** Kept until the freeze ends, so that a manual re-enable during the freeze is detected. */
export interface Closing {
  type: 'closed';
  gate: StageTransition;
  rules: string[];
  again?: { by?: string; since?: number };
  /** If it was closed several times without an end: the first closing. */
  since?: number;
}

export interface Opening {
  type: 'opened';
  by?: string;
}

/** We hold nothing there any more, and we did not open it. */
export interface Left {
  type: 'left';
  /** If another person closed it: its state when we gave it up. */
  gate?: StageTransition;
  by?: string;
}

export interface ManualChange {
  type: 'foreign' | 'reopened';
  want: 'closed' | 'open';
  by?: string;
  since?: number;
  reason?: string;
}
