import { type Change, changeOf } from './change.ts';
import type { Diagnosis } from './diagnosis.ts';
import {
  type About,
  type Execution,
  type ExecutionRef,
  type Fact,
  inOrder,
  isRunning,
  order,
  type PipelineState,
} from './execution.ts';
import { runKey } from './failed-actions.ts';
import { type Stage, stagesOf } from './stages.ts';

/** What the facts say, told in order. Everything a message, a publication or a rule needs is in here, and nothing
 *  that would make it differ while it means the same. Instants are milliseconds since the epoch. */
export interface Story extends ExecutionRef {
  state: PipelineState;
  attempt: number;
  startedAt?: number | undefined;
  endedAt?: number | undefined;
  stages: StageStory[];
  failures: Failure[];
  approvals: WaitingApproval[];
  change?: Change | undefined;
  trigger?: { type: string; detail?: string | undefined } | undefined;
  stopReason?: string | undefined;
  statusSummary?: string | undefined;
  mode?: string | undefined;
  rollbackOf?: string | undefined;
  rollback?: true | undefined;
  /** Since when things were broken before this went well, or are broken still. */
  brokenSince?: number | undefined;
  /** Failed executions in a row before this one. */
  failuresBefore?: number | undefined;
  gone?: true | undefined;
}

export interface StageStory {
  name: string;
  state: Stage['state'];
}

export interface Failure {
  stage: string;
  /** Absent when no action of the stage failed: then a stage condition did. */
  action?: string | undefined;
  provider?: string | undefined;
  category?: string | undefined;
  summary?: string | undefined;
  message?: string | undefined;
  code?: string | undefined;
  url?: string | undefined;
  /** Who decided an approval. */
  updatedBy?: string | undefined;
  diagnosis?: Diagnosis | undefined;
}

export interface WaitingApproval {
  stage: string;
  action: string;
  since: number;
}

export function tell(execution: Execution): Story {
  const facts = inOrder(execution);
  const { about, ref } = execution;
  const attempt = attemptOf(facts);
  const now = stateOf(facts, attempt);
  const ended = !isRunning(now.state);
  const stages = stagesOf(facts, about.stages ?? [], now.state);
  const failedFirst = facts.find((fact) => fact.type !== 'action' && fact.state === 'FAILED');
  const stops = facts.filter((fact) => fact.type === 'pipeline').flatMap(({ stopReason }) => stopReason ?? []);
  const [, failures, brokenSince] = about.before ?? [];
  const newest = facts.at(-1)?.at ?? 0;

  return {
    ...ref,
    state: now.state,
    attempt,
    startedAt: earliest(facts.map((fact) => fact.startedAt ?? fact.at)),
    endedAt: ended ? earliest([now.at]) : undefined,
    // A roll-back runs one stage only; when all went well nothing is to come.
    stages: stages
      .filter((stage) => now.state !== 'SUCCEEDED' || stage.state !== 'PENDING')
      .map(({ name, state }) => ({ name, state })),
    failures: now.state === 'FAILED' ? failuresOf(stages, about.diagnoses ?? {}) : [],
    approvals: ended ? [] : approvalsOf(stages),
    change: changeOf(about),
    trigger: about.trigger,
    stopReason: stops.at(-1),
    statusSummary: about.statusSummary,
    mode: about.mode,
    rollbackOf: about.rollbackOf,
    rollback: about.executionType === 'ROLLBACK' || about.rollbackOf !== undefined ? true : undefined,
    brokenSince: brokenSince ?? failedFirst?.at,
    failuresBefore: failures,
    gone: about.gone !== undefined && about.gone >= newest ? true : undefined,
  };
}

/** 0 is a time that could not be read. */
function earliest(instants: number[]): number | undefined {
  const known = instants.filter((instant) => instant > 0);
  return known.length > 0 ? Math.min(...known) : undefined;
}

/** The pipeline's own last word, corrected by what its stages show: whatever starts proves that it runs, and a stage
 *  that ended badly ends it, even when the pipeline's own event is late or lost. */
export function stateOf(facts: Fact[], attempt: number): { state: PipelineState; at: number } {
  const said = facts.findLast((fact) => fact.type === 'pipeline');
  const began = facts.findLast((fact) => fact.state === 'STARTED' || fact.state === 'RESUMED');
  const isOwnWord = said && (!began || order(said, began) >= 0);
  if (isOwnWord && !isRunning(said.state)) return said;

  const bad = facts.findLast((fact) => fact.type === 'stage' && endsBadly(fact.state));
  if (bad && (!began || order(bad, began) > 0)) return { state: bad.state as PipelineState, at: bad.at };
  if (isOwnWord && said.state === 'STOPPING') return said;
  return { state: attempt > 1 ? 'RESUMED' : 'STARTED', at: began?.at ?? 0 };
}

function endsBadly(state: Fact['state']): boolean {
  return state === 'FAILED' || state === 'STOPPED' || state === 'CANCELED';
}

/** As told, or else counted: every RESUMED of a stage is one attempt more. */
export function attemptOf(facts: Fact[]): number {
  const told = facts.map((fact) => fact.attempt ?? 1);
  const resumed = facts.filter((fact) => fact.type === 'stage' && fact.state === 'RESUMED' && !fact.attempt);
  return Math.max(1 + resumed.length, ...told);
}

function failuresOf(stages: Stage[], diagnoses: NonNullable<About['diagnoses']>): Failure[] {
  return stages
    .filter((stage) => stage.state === 'FAILED')
    .flatMap((stage): Failure[] => {
      const failed = stage.actions.filter((action) => action.state === 'FAILED');
      const [diagnosis] = diagnoses[runKey(stage, undefined)] ?? [];
      if (failed.length === 0) return [{ stage: stage.name, diagnosis }];
      return failed.map((run) => {
        const { name: action, category, provider, summary, message, code, url } = run;
        const updatedBy = category === 'Approval' ? run.updatedBy : undefined;
        const [diagnosis] = diagnoses[runKey(stage, run)] ?? [];
        return { stage: stage.name, action, category, provider, summary, message, code, url, updatedBy, diagnosis };
      });
    });
}

function approvalsOf(stages: Stage[]): WaitingApproval[] {
  return stages.flatMap((stage) =>
    stage.actions
      .filter((action) => action.category === 'Approval' && action.state === 'STARTED')
      .map((action) => ({ stage: stage.name, action: action.name, since: action.startedAt ?? action.at })),
  );
}
