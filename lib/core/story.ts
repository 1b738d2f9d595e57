import type { Request } from './approval.ts';
import { type Change, changeOf } from './change.ts';
import type { Diagnosis } from './diagnosis.ts';
import {
  type Execution,
  type ExecutionRef,
  type Fact,
  inOrder,
  isRunning,
  order,
  type PipelineState,
} from './execution.ts';
import { runKey } from './failed-actions.ts';
import { deciderOf } from './reason.ts';
import { type Action, type Stage, stagesOf } from './stages.ts';
import { votesOn } from './votes.ts';

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
  decisions: Decided[];
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
  request?: Request | undefined;
}

/** An approval that is over, in this attempt. */
export interface Decided {
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
    failures: now.state === 'FAILED' ? failuresOf(stages, execution) : [],
    approvals: ended ? [] : approvalsOf(stages, execution),
    decisions: decisionsOf(stages, execution, ended ? now.at : undefined),
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

function failuresOf(stages: Stage[], execution: Execution): Failure[] {
  const { diagnoses = {} } = execution.about;
  return stages
    .filter((stage) => stage.state === 'FAILED')
    .flatMap((stage): Failure[] => {
      const failed = stage.actions.filter((action) => action.state === 'FAILED');
      const [diagnosis] = diagnoses[runKey(stage, undefined)] ?? [];
      if (failed.length === 0) return [{ stage: stage.name, diagnosis }];
      return failed.map((run) => {
        const { name: action, category, provider, summary, message, code, url } = run;
        const [diagnosis] = diagnoses[runKey(stage, run)] ?? [];
        const failure = { stage: stage.name, action, category, provider, summary, message, code, url, diagnosis };
        if (category !== 'Approval') return failure;
        const expired = outcomeOf(run, runKey(stage, run), execution) === 'expired' || undefined;
        return { ...failure, updatedBy: deciderOf(run).updatedBy, expired };
      });
    });
}

/** What Signalbox has answered is over, though its event is still on its way. */
function approvalsOf(stages: Stage[], { approvals = {} }: Execution): WaitingApproval[] {
  return approvalActions(stages)
    .filter(({ action, run }) => action.state === 'STARTED' && !approvals.answers?.[run])
    .map(({ stage, action, run }) => ({
      stage: stage.name,
      action: action.name,
      run,
      since: action.startedAt ?? action.at,
      runId: action.runId,
      request: approvals.requests?.[run]?.[1],
    }));
}

function decisionsOf(stages: Stage[], execution: Execution, endedAt: number | undefined): Decided[] {
  return approvalActions(stages).flatMap(({ stage, action, run }): Decided[] => {
    const [answeredAt, answer] = execution.approvals?.answers?.[run] ?? [];
    const isOver = action.state === 'STARTED' ? answer !== undefined || endedAt !== undefined : true;
    if (!isOver || action.state === 'PENDING') return [];
    const at = answeredAt ?? (action.state === 'STARTED' ? endedAt : undefined) ?? action.at;
    const outcome = answer ? outcomes[answer.decision] : outcomeOf(action, run, execution);
    const decider = answer ? { by: answer.by, said: commentsOf(execution, run, answer.by) } : deciderOf(action);
    return [{ stage: stage.name, action: action.name, run, at, outcome, ...decider }];
  });
}

function commentsOf(execution: Execution, run: string, by: string[]): string | undefined {
  const given = votesOn(execution, run).flatMap(({ user, comment }) => (comment && by.includes(user) ? [comment] : []));
  return given.length > 0 ? given.join(' / ') : undefined;
}

const outcomes = { approve: 'approved', reject: 'rejected' } as const;

function approvalActions(stages: Stage[]): { stage: Stage; action: Action; run: string }[] {
  return stages.flatMap((stage) =>
    stage.actions
      .filter(({ category }) => category === 'Approval')
      .map((action) => ({ stage, action, run: runKey(stage, action) })),
  );
}

/** Milliseconds. AWS does not say that an approval failed because nobody answered: only when it did tells. */
const ABOUT_ITS_EXPIRY = 60_000;

function outcomeOf(action: Action, run: string, { approvals }: Execution): Decided['outcome'] {
  if (action.state === 'SUCCEEDED') return 'approved';
  if (action.state !== 'FAILED') return 'ended';
  const expiresAt = approvals?.requests?.[run]?.[1].expiresAt;
  const inTime = expiresAt === undefined || action.at < expiresAt - ABOUT_ITS_EXPIRY;
  return inTime || action.updatedBy ? 'rejected' : 'expired';
}
