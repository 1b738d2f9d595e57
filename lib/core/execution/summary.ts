import { approvalsOf, decisionsOf } from '../approval/decisions.ts';
import { EXPIRED } from '../approval/messages.ts';
import type { ApprovalRequest } from '../approval/types.ts';
import { ownProperty } from '../base/own-property.ts';
import type { FlakeRate } from '../retry/flakiness.ts';
import { type Change, changeOf } from './change.ts';
import type { Diagnosis } from './diagnosis.ts';
import {
  type Execution,
  type ExecutionDetails,
  type ExecutionRef,
  type Fact,
  inOrder,
  isRunning,
  type PipelineState,
  type Starter,
} from './facts.ts';
import { runKey } from './failed-actions.ts';
import { conditionsNow, type StageCondition } from './stage-condition.ts';
import { isFailing, isFlaky, type Stage, stagesOf } from './stages.ts';
import { attemptOf, stateOf } from './state.ts';
import { nextStage, type Waiting } from './waiting.ts';

/** Equal meaning gives equal content, so that a content hash shows changes. Instants are milliseconds. One file,
 *  because it is one view. */
export interface Summary extends ExecutionRef {
  state: PipelineState;
  attempt: number;
  startedAt?: number;
  endedAt?: number;
  stages: StageSummary[];
  failures: FailureSummary[];
  approvals: WaitingApproval[];
  decisions: DecidedApproval[];
  flaky: Flaky[];
  change?: Change;
  trigger?: { type: string; detail?: string };
  /** The people for whom Signalbox started, retried or rolled back, oldest first. */
  startedFor?: Starter[];
  stopReason?: string;
  statusSummary?: string;
  mode?: string;
  rollbackOf?: string;
  rollback?: true;
  /** Start of the series of failures that this execution ended or continues. */
  brokenSince?: number;
  failuresBefore?: number;
  gone?: true;
  waiting?: Waiting;
  /** The condition that holds it now, or that made a stage fail. */
  conditions?: StageCondition[];
}

export interface StageSummary {
  name: string;
  state: Stage['state'];
  /** An action of it failed while others still run. */
  failing?: true;
}

export interface FailureSummary {
  stage: string;
  /** Absent if a stage condition failed and no action. */
  action?: string;
  condition?: StageCondition;
  provider?: string;
  category?: string;
  summary?: string;
  message?: string;
  code?: string;
  url?: string;
  updatedBy?: string;
  expired?: true;
  diagnosis?: Diagnosis;
}

export interface WaitingApproval {
  stage: string;
  action: string;
  run: string;
  since: number;
  /** CodePipeline's id of this run. Until it is known, no vote can be bound to the run. */
  runId?: string;
  request?: ApprovalRequest;
}

export interface Flaky {
  stage: string;
  action: string;
  run: number;
  rate?: FlakeRate;
}

export interface DecidedApproval {
  stage: string;
  action: string;
  run: string;
  at: number;
  outcome: 'approved' | 'rejected' | 'expired' | 'ended';
  by?: string[];
  /** If Signalbox did not answer: the person that AWS reports. */
  updatedBy?: string;
  said?: string;
  policy?: string;
  isFinal: boolean;
}

export function summarize(execution: Execution): Summary {
  const facts = inOrder(execution);
  const { about, ref } = execution;
  const attempt = attemptOf(facts);
  const newest = facts.at(-1)?.at ?? 0;
  const isGone = about.gone !== undefined && about.gone >= newest;
  const reported = stateOf(facts, attempt);
  // A deleted pipeline ends its executions, and no event reports that.
  const now = isGone && isRunning(reported.state) ? { state: 'CANCELED' as const, at: newest } : reported;
  const ended = !isRunning(now.state);
  const stages = stagesOf(facts, about.stages ?? [], now.state);
  const failedFirst = facts.find((fact) => fact.type !== 'action' && fact.state === 'FAILED');
  const stops = facts.flatMap((fact) => (fact.type === 'pipeline' ? (fact.stopReason ?? []) : []));
  const [, failures, brokenSince] = about.before ?? [];
  const conditions = isGone ? [] : conditionsNow(about, stages, now.state, newest);

  const stageSummaries = stages
    // A rollback runs one stage only; after a success no other stage follows.
    .filter((stage) => now.state !== 'SUCCEEDED' || stage.state !== 'PENDING')
    .map((stage) => ({ name: stage.name, state: stage.state, failing: isFailing(stage) || undefined }));

  return {
    ...ref,
    state: now.state,
    attempt,
    startedAt: earliest(facts.filter(isStart).map(startOf)),
    endedAt: ended ? earliest([now.at]) : undefined,
    stages: stageSummaries,
    failures: failuresOf(stages, execution, now.state, conditions),
    approvals: ended ? [] : approvalsOf(stages, execution),
    decisions: decisionsOf(stages, execution, ended ? now.at : undefined),
    flaky: flakyOf(stages, about),
    change: changeOf(about),
    trigger: about.trigger,
    startedFor: startersOf(about),
    stopReason: stops.at(-1),
    statusSummary: about.statusSummary,
    mode: about.mode,
    rollbackOf: about.rollbackOf,
    rollback: isRollback(about) || undefined,
    brokenSince: brokenSince ?? failedFirst?.at,
    failuresBefore: failures,
    gone: isGone || undefined,
    waiting: waitingOf(about, { state: now.state, stages: stageSummaries }, newest),
    conditions: conditions.length > 0 ? conditions : undefined,
  };
}

function startersOf({ startedFor = {} }: ExecutionDetails): Starter[] | undefined {
  const starters = Object.entries(startedFor).sort(([idA, [a]], [idB, [b]]) => a - b || (idA < idB ? -1 : 1));
  return starters.length > 0 ? starters.map(([, [, starter]]) => starter) : undefined;
}

/** A read before the newest fact shows an earlier stage. */
function waitingOf(
  { waiting }: ExecutionDetails,
  summary: Pick<Summary, 'state' | 'stages'>,
  newest: number,
): Waiting | undefined {
  const [asOf = 0, found] = waiting ?? [];
  const isCurrent = asOf >= newest && found?.stage !== undefined && found.stage === nextStage(summary);
  return isCurrent && (found.behind !== undefined || found.disabled) ? found : undefined;
}

/** An execution starts with its sources. Before any other stage or action, something may have run unnoticed. */
function isStart(fact: Fact): boolean {
  if (fact.type === 'action') return fact.category === 'Source' && (fact.attempt ?? 1) === 1;
  return fact.type === 'pipeline';
}

function startOf({ startedAt, state, at }: Fact): number {
  return startedAt ?? (state === 'STARTED' ? at : 0);
}

function isRollback({ executionType, rollbackOf, trigger }: ExecutionDetails): boolean {
  return executionType === 'ROLLBACK' || rollbackOf !== undefined || /Rollback$/.test(trigger?.type ?? '');
}

/** 0 is an instant that could not be read. */
function earliest(instants: number[]): number | undefined {
  const known = instants.filter((instant) => instant > 0);
  return known.length > 0 ? Math.min(...known) : undefined;
}

function failuresOf(
  stages: Stage[],
  execution: Execution,
  state: PipelineState,
  conditions: StageCondition[],
): FailureSummary[] {
  const { diagnoses = {} } = execution.about;
  const decisions = decisionsOf(stages, execution, undefined);
  return stages
    .filter((stage) => isFailing(stage) || (state === 'FAILED' && stage.state === 'FAILED'))
    .flatMap((stage): FailureSummary[] => {
      const failed = stage.actions.filter((action) => action.state === 'FAILED');
      if (failed.length === 0) {
        const condition = conditions.find((one) => one.stage === stage.name && one.type !== 'ON_FAILURE');
        return [{ stage: stage.name, condition, diagnosis: diagnoses[runKey(stage, undefined)]?.[0] }];
      }
      return failed.map((action) => {
        const run = runKey(stage, action);
        const { name, category, provider, summary, message, code, url } = action;
        const diagnosis = diagnoses[run]?.[0];
        const failure = { stage: stage.name, action: name, category, provider, summary, message, code, url, diagnosis };
        const decided = decisions.find((one) => one.run === run);
        if (category !== 'Approval' || !decided) return failure;
        if (decided.outcome !== 'expired') return { ...failure, updatedBy: decided.updatedBy };
        return { ...failure, message: undefined, summary: EXPIRED, expired: true };
      });
    })
    .sort((a, b) => passing(a) - passing(b));
}

/** Failures that a retry does not repair come first: phones and e-mails show the first one alone. */
function passing({ diagnosis }: FailureSummary): number {
  return diagnosis?.retryable ? 1 : 0;
}

function flakyOf(stages: Stage[], { flakes = {} }: ExecutionDetails): Flaky[] {
  return stages.flatMap((stage) =>
    stage.actions
      .filter((action) => isFlaky(action))
      .map(({ name, runs }) => {
        const [, ...rate] = ownProperty(flakes, `${stage.name}/${name}`) ?? [];
        return { stage: stage.name, action: name, run: runs, rate: rate.length === 2 ? rate : undefined };
      }),
  );
}
