import { approvalsOf, decisionsOf } from '../approval/decisions.ts';
import type { ApprovalRequest } from '../approval/types.ts';
import { ownProperty } from '../base/own-property.ts';
import type { FlakeRate } from '../retry/flakiness.ts';
import { type Change, changeOf } from './change.ts';
import type { Diagnosis } from './diagnosis.ts';
import {
  type Execution,
  type ExecutionDetails,
  type ExecutionRef,
  inOrder,
  isRunning,
  type PipelineState,
} from './facts.ts';
import { runKey } from './failed-actions.ts';
import { isFailing, isFlaky, type Stage, stagesOf } from './stages.ts';
import { attemptOf, stateOf } from './state.ts';

/** Equal meaning gives equal content, so that a content hash shows changes. Instants are milliseconds. */
export interface Summary extends ExecutionRef {
  state: PipelineState;
  attempt: number;
  startedAt?: number | undefined;
  endedAt?: number | undefined;
  stages: StageSummary[];
  failures: FailureSummary[];
  approvals: WaitingApproval[];
  decisions: DecidedApproval[];
  flaky: Flaky[];
  change?: Change | undefined;
  trigger?: { type: string; detail?: string | undefined } | undefined;
  stopReason?: string | undefined;
  statusSummary?: string | undefined;
  mode?: string | undefined;
  rollbackOf?: string | undefined;
  rollback?: true | undefined;
  /** Start of the series of failures that this execution ended or continues. */
  brokenSince?: number | undefined;
  failuresBefore?: number | undefined;
  gone?: true | undefined;
}

export interface StageSummary {
  name: string;
  state: Stage['state'];
  /** An action of it failed while others still run. */
  failing?: true | undefined;
}

export interface FailureSummary {
  stage: string;
  /** Absent if a stage condition failed and no action. */
  action?: string | undefined;
  provider?: string | undefined;
  category?: string | undefined;
  summary?: string | undefined;
  message?: string | undefined;
  code?: string | undefined;
  url?: string | undefined;
  updatedBy?: string | undefined;
  expired?: true | undefined;
  diagnosis?: Diagnosis | undefined;
}

export interface WaitingApproval {
  stage: string;
  action: string;
  run: string;
  since: number;
  /** CodePipeline's id of this run. Until it is known, no vote can be bound to the run. */
  runId?: string | undefined;
  request?: ApprovalRequest | undefined;
}

export interface Flaky {
  stage: string;
  action: string;
  run: number;
  rate?: FlakeRate | undefined;
}

export interface DecidedApproval {
  stage: string;
  action: string;
  run: string;
  at: number;
  outcome: 'approved' | 'rejected' | 'expired' | 'ended';
  by?: string[] | undefined;
  /** If Signalbox did not answer: the person that AWS reports. */
  updatedBy?: string | undefined;
  said?: string | undefined;
  policy?: string | undefined;
  /** AWS confirmed it. */
  isFinal: boolean;
}

export function summarize(execution: Execution): Summary {
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
  const isGone = about.gone !== undefined && about.gone >= newest;

  return {
    ...ref,
    state: now.state,
    attempt,
    startedAt: earliest(facts.map((fact) => fact.startedAt ?? fact.at)),
    endedAt: ended ? earliest([now.at]) : undefined,
    // A rollback runs one stage only; after a success no other stage follows.
    stages: stages
      .filter((stage) => now.state !== 'SUCCEEDED' || stage.state !== 'PENDING')
      .map((stage) => ({ name: stage.name, state: stage.state, failing: isFailing(stage) || undefined })),
    failures: failuresOf(stages, execution, now.state),
    approvals: ended || isGone ? [] : approvalsOf(stages, execution),
    decisions: decisionsOf(stages, execution, ended ? now.at : undefined),
    flaky: flakyOf(stages, about),
    change: changeOf(about),
    trigger: about.trigger,
    stopReason: stops.at(-1),
    statusSummary: about.statusSummary,
    mode: about.mode,
    rollbackOf: about.rollbackOf,
    rollback: about.executionType === 'ROLLBACK' || about.rollbackOf !== undefined ? true : undefined,
    brokenSince: brokenSince ?? failedFirst?.at,
    failuresBefore: failures,
    gone: isGone || undefined,
  };
}

/** 0 is an instant that could not be read. */
function earliest(instants: number[]): number | undefined {
  const known = instants.filter((instant) => instant > 0);
  return known.length > 0 ? Math.min(...known) : undefined;
}

function failuresOf(stages: Stage[], execution: Execution, state: PipelineState): FailureSummary[] {
  const { diagnoses = {} } = execution.about;
  const decisions = decisionsOf(stages, execution, undefined);
  return stages
    .filter((stage) => isFailing(stage) || (state === 'FAILED' && stage.state === 'FAILED'))
    .flatMap((stage): FailureSummary[] => {
      const failed = stage.actions.filter((action) => action.state === 'FAILED');
      const [diagnosis] = diagnoses[runKey(stage, undefined)] ?? [];
      if (failed.length === 0) return [{ stage: stage.name, diagnosis }];
      return failed.map((action) => {
        const run = runKey(stage, action);
        const { name, category, provider, summary, message, code, url } = action;
        const [diagnosis] = diagnoses[run] ?? [];
        const failure = { stage: stage.name, action: name, category, provider, summary, message, code, url, diagnosis };
        const decided = decisions.find((one) => one.run === run);
        if (category !== 'Approval' || !decided) return failure;
        if (decided.outcome !== 'expired') return { ...failure, updatedBy: decided.updatedBy };
        return { ...failure, message: undefined, summary: 'Nobody decided it in time.', expired: true };
      });
    });
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
