import type { ExecutionRef } from '../execution/facts.ts';

/** A pipeline's stage transitions: they belong to the pipeline, not to an execution. Joined like facts; lists begin with
 *  an instant, because of two of them the newer has to stand as a whole. */

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
export interface StageTransition {
  stage: string;
  open: boolean;
  /** Of a closed one: why, as whoever closed it wrote. */
  reason?: string | undefined;
  /** The reason bears our mark: we wrote it, though the answer may have been lost. */
  signed?: true | undefined;
  /** The ARN of who changed it last, and when (milliseconds). */
  changedBy?: string | undefined;
  changedAt?: number | undefined;
  /** Executions that wait in front of it. */
  waiting: string[];
}

export interface PipelineTransitions {
  ref: PipelineRef;
  survey?: [asOf: number, TransitionSnapshot] | undefined;
  /** By stage, what became of what we did last. */
  ours?: Record<string, [at: number, LastAction]> | undefined;
  /** By stage, what of somebody else's was found and left alone last. */
  found?: Record<string, [at: number, ManualChange]> | undefined;
  tags?: [asOf: number, Record<string, string>] | undefined;
}

/** All transitions at once. The first stage has none that holds anything, and in PARALLEL mode there are none. */
export interface TransitionSnapshot {
  mode?: string | undefined;
  /** Names the structure that has this mode; absent where that is not sure. */
  version?: string | undefined;
  gates: StageTransition[];
  /** There is no such pipeline. */
  gone?: true | undefined;
}

export type LastAction = Closing | Opening | Left;

/** It stays, with what is seen, until the transition shall be open: only then a person who opened it can be respected. */
export interface Closing {
  type: 'closed';
  /** As AWS showed it right after. */
  gate: StageTransition;
  rules: string[];
  /** It was closed again after somebody opened it: who, and when. */
  again?: { by?: string | undefined; since?: number | undefined } | undefined;
}

export interface Opening {
  type: 'opened';
  /** Our own ARN, as AWS showed it. */
  by?: string | undefined;
}

/** Nothing of ours holds it any more, and it was not us who opened it. */
export interface Left {
  type: 'left';
  /** Closed by somebody: as it was when we let go of it. */
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
