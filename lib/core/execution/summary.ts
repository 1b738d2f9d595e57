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
import { isFlaky, type Stage, stagesOf } from './stages.ts';
import { attemptOf, stateOf } from './state.ts';

/** What the facts say, told in order. Everything a message, a publication or a rule needs is in here, and nothing
 *  that would make it differ while it means the same. Instants are milliseconds since the epoch. */
export interface Summary extends ExecutionRef {
  state: PipelineState;
  attempt: number;
  startedAt?: number | undefined;
  endedAt?: number | undefined;
  stages: StageSummary[];
  failures: FailureSummary[];
  approvals: WaitingApproval[];
  decisions: DecidedApproval[];
  /** Actions that passed after they had failed, on the same revision. */
  flaky: Flaky[];
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

export interface StageSummary {
  name: string;
  state: Stage['state'];
}

export interface FailureSummary {
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
  /** Nobody decided it in time. */
  expired?: true | undefined;
  diagnosis?: Diagnosis | undefined;
}

export interface WaitingApproval {
  stage: string;
  action: string;
  /** Names this run of it: what a button is bound to. */
  run: string;
  since: number;
  /** CodePipeline's id of this run, once it is known: until then nobody can be bound to it. */
  runId?: string | undefined;
  /** What is asked, once it was read. */
  request?: ApprovalRequest | undefined;
}

export interface Flaky {
  stage: string;
  action: string;
  /** Which run of it passed. */
  run: number;
  /** How often it was flaky lately, and in how many executions. */
  rate?: FlakeRate | undefined;
}

/** An approval that is over, in this attempt. */
export interface DecidedApproval {
  stage: string;
  action: string;
  run: string;
  at: number;
  outcome: 'approved' | 'rejected' | 'expired' | 'ended';
  /** Slack users whose votes made it, when Signalbox gave the answer. */
  by?: string[] | undefined;
  /** Who AWS says it was, else. */
  updatedBy?: string | undefined;
  /** The comments of those who decided. */
  said?: string | undefined;
  /** The version of the policy under which Signalbox answered. */
  policy?: string | undefined;
  /** AWS says so too. */
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
    // A roll-back runs one stage only; when all went well nothing is to come.
    stages: stages
      .filter((stage) => now.state !== 'SUCCEEDED' || stage.state !== 'PENDING')
      .map(({ name, state }) => ({ name, state })),
    failures: now.state === 'FAILED' ? failuresOf(stages, execution) : [],
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

/** 0 is a time that could not be read. */
function earliest(instants: number[]): number | undefined {
  const known = instants.filter((instant) => instant > 0);
  return known.length > 0 ? Math.min(...known) : undefined;
}

function failuresOf(stages: Stage[], execution: Execution): FailureSummary[] {
  const { diagnoses = {} } = execution.about;
  const decisions = decisionsOf(stages, execution, undefined);
  return stages
    .filter((stage) => stage.state === 'FAILED')
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
