import { type Change, changeOf } from './change.ts';
import {
  type ActionResult,
  type ActionState,
  type Execution,
  type ExecutionRef,
  type Fact,
  inOrder,
  isRunning,
  order,
  type PipelineState,
  type StageState,
} from './execution.ts';
import { stagesOf } from './stages.ts';

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
  /** PENDING is not CodePipeline's word: the stage is in the structure and nothing was heard of it. */
  state: StageState | 'PENDING';
  attempt: number;
  actions: ActionStory[];
}

export interface ActionStory extends ActionResult {
  name: string;
  /** PENDING: it failed in an earlier attempt and has not begun again. */
  state: ActionState | 'PENDING';
  category?: string | undefined;
  provider?: string | undefined;
  region?: string | undefined;
  runId?: string | undefined;
  /** While it runs: since when. */
  since?: number | undefined;
}

export interface Failure extends ActionResult {
  stage: string;
  /** Absent when no action of the stage failed: then a stage condition did. */
  action?: string | undefined;
  provider?: string | undefined;
  category?: string | undefined;
}

export interface WaitingApproval {
  stage: string;
  action: string;
  since: number;
}

export function tell(execution: Execution): Story {
  const facts = inOrder(execution);
  const { about } = execution;
  const attempt = attemptOf(facts);
  const now = stateOf(facts, attempt);
  const stages = stagesOf(facts, about.stages ?? [], now.state);
  const through = stages.filter((stage) => stage.state !== 'PENDING');
  const failedFirst = facts.find((fact) => fact.type !== 'action' && fact.state === 'FAILED');
  const pipelineFacts = facts.filter((fact) => fact.type === 'pipeline');

  return {
    ...execution.ref,
    state: now.state,
    attempt,
    startedAt: facts.length > 0 ? Math.min(...facts.map((fact) => fact.startedAt ?? fact.at)) : undefined,
    endedAt: isRunning(now.state) ? undefined : now.at,
    // A roll-back runs one stage only; when all went well nothing is to come.
    stages: now.state === 'SUCCEEDED' ? through : stages,
    failures: now.state === 'FAILED' ? failuresOf(stages) : [],
    approvals: isRunning(now.state) ? approvalsOf(stages) : [],
    change: changeOf(about),
    trigger: about.trigger,
    stopReason: pipelineFacts.findLast((fact) => fact.stopReason !== undefined)?.stopReason,
    statusSummary: about.statusSummary,
    mode: about.mode,
    rollbackOf: about.rollbackOf,
    rollback: about.executionType === 'ROLLBACK' || about.rollbackOf !== undefined ? true : undefined,
    brokenSince: about.before?.since ?? failedFirst?.at,
    failuresBefore: about.before?.failures,
    gone: about.gone,
  };
}

/** The pipeline's own last word, corrected by what its stages show: whatever starts proves that it runs, and a stage
 *  that ended badly ends it, even when the pipeline's own event is late or lost. */
function stateOf(facts: Fact[], attempt: number): { state: PipelineState; at: number } {
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
function attemptOf(facts: Fact[]): number {
  const told = facts.map((fact) => fact.attempt ?? 1);
  const resumed = facts.filter((fact) => fact.type === 'stage' && fact.state === 'RESUMED' && !fact.attempt);
  return Math.max(1 + resumed.length, ...told);
}

function failuresOf(stages: StageStory[]): Failure[] {
  return stages
    .filter((stage) => stage.state === 'FAILED')
    .flatMap((stage): Failure[] => {
      const failed = stage.actions.filter((action) => action.state === 'FAILED');
      if (failed.length === 0) return [{ stage: stage.name }];
      return failed.map(({ name, since, state, runId, region, ...rest }) => ({
        stage: stage.name,
        action: name,
        ...rest,
      }));
    });
}

function approvalsOf(stages: StageStory[]): WaitingApproval[] {
  return stages.flatMap((stage) =>
    stage.actions
      .filter((action) => action.category === 'Approval' && action.state === 'STARTED')
      .map((action) => ({ stage: stage.name, action: action.name, since: action.since ?? 0 })),
  );
}
