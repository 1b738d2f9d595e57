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
  reason?: string | undefined;
  /** The reason has our mark: we wrote it, though the response may have been lost. */
  signed?: true | undefined;
  changedBy?: string | undefined;
  changedAt?: number | undefined;
  waiting: string[];
}

export interface PipelineTransitions {
  ref: PipelineRef;
  survey?: [asOf: number, TransitionSnapshot] | undefined;
  ours?: Record<string, [at: number, LastAction]> | undefined;
  /** By stage: the last foreign change that we found and left alone. */
  found?: Record<string, [at: number, ManualChange]> | undefined;
  tags?: [asOf: number, Record<string, string>] | undefined;
  /** By id: executions in front of a locked stage. */
  waiters?: Record<string, [at: number, Waiter]> | undefined;
}

export interface Waiter {
  stage: string;
  /** False after it entered or ended. */
  waits: boolean;
  /** Ids of the locks with an owner to whom it belongs. */
  owns: string[];
  /** Its change and author, for people. */
  what: string;
}

/** The first stage has no transition that holds anything, and in PARALLEL mode there are none. */
export interface TransitionSnapshot {
  mode?: string | undefined;
  /** Version of the structure that has this mode; absent if uncertain. */
  version?: string | undefined;
  gates: StageTransition[];
  gone?: true | undefined;
}

export type LastAction = Closing | Opening | Left;

/** Kept until the freeze ends, so that a manual re-enable during the freeze is detected. */
export interface Closing {
  type: 'closed';
  gate: StageTransition;
  rules: string[];
  again?: { by?: string | undefined; since?: number | undefined } | undefined;
}

export interface Opening {
  type: 'opened';
  by?: string | undefined;
}

/** We hold nothing there any more, and we did not open it. */
export interface Left {
  type: 'left';
  /** If another person closed it: its state when we gave it up. */
  gate?: StageTransition | undefined;
  by?: string | undefined;
}

export interface ManualChange {
  type: 'foreign' | 'reopened';
  want: 'closed' | 'open';
  by?: string | undefined;
  since?: number | undefined;
  reason?: string | undefined;
}
