import { type ExecutionKey, type PipelineState, refOfKey } from '../execution/facts.ts';
import { type PipelineKey, pipelineKey } from '../freeze/transitions.ts';

/** Reports of the executions of one route. Merged like facts; instants and spans are milliseconds. */
export interface DigestFacts {
  executions?: Record<ExecutionKey, [asOf: number, ExecutionReport]>;
  /** When the row was made: periods that began earlier are not whole. */
  begun?: number;
  /** The last instant of the cron that passed since a worker had looked before it. A cron that changed has earlier ones, for
   *  which no digest was wanted. */
  due?: number;
  /** Until when workers have looked, and a little less. */
  looked?: number;
  /** What ended before this instant was dropped. A cron that changed may want it again. */
  forgotten?: number;
  /** By the hour in UTC: what was counted until `upTo`. Their executions are no longer kept, because they are too many. */
  hours?: Record<string, Counts>;
  upTo?: number;
  /** The last success of each stage that deploys, of executions that are no longer kept. */
  stages?: Record<PipelineKey, Record<string, StageSuccess>>;
  /** The stages of each pipeline that may deploy, by the execution that began last. */
  structures?: Record<PipelineKey, [began: number, stages: string[]]>;
}

/** The part of one execution that a digest needs. An execution reports its end, and that it stands still. */
export interface ExecutionReport {
  state: PipelineState;
  began?: number;
  /** One for each attempt that is over, in order. */
  ends: number[];
  failedAt?: number;
  /** The first failure of the executions before it. */
  brokenSince?: number;
  /** Stages of the pipeline, without those that succeeded and deployed nothing; absent if they are not known. */
  stages?: string[];
  /** Stages that deploy and succeeded, with their place in the pipeline. */
  deployed: [stage: string, at: number, place: number][];
  failed: [failureClass: string, at: number][];
  /** Actions that passed after a failure, and the time from the first failure on. */
  flaky: [stage: string, action: string, at: number, cost: number][];
  held?: [stage: string, time: number];
  waiting?: [stage: string, action: string, since: number];
  lead?: number;
  /** Equal for executions of the same revisions. */
  revision?: string;
  rollback?: true;
  isParallel?: true;
}

export interface Counts {
  executions: number;
  changes: number;
  failed: number;
  deployed: number;
  rollbacks: number;
  classes: Record<string, number>;
}

export type StageSuccess = [at: number, began: number, revision: string, place: number];

export type DigestKey = `digest#${string}`;

/** The key names channel and route: another channel gets a digest of its own. */
export function digestKey(channel: string, route: string): DigestKey {
  return `digest#${channel}#${route.replaceAll(':', '.')}`;
}

export interface Reported {
  key: ExecutionKey;
  asOf: number;
  report: ExecutionReport;
}

export function reportsOf({ executions = {} }: DigestFacts): Reported[] {
  return Object.entries(executions).map(([key, [asOf, report]]) => ({ key: key as ExecutionKey, asOf, report }));
}

export function pipelineOf(key: ExecutionKey): PipelineKey {
  const { executionId: _, ...pipeline } = refOfKey(key);
  return pipelineKey(pipeline);
}

export function lastEnd({ ends }: ExecutionReport): number | undefined {
  return ends.at(-1);
}
