import { startAction } from './action.ts';
import { begin } from './begin.ts';
import { abandonConditions, conditionOf, judge } from './conditions.ts';
import type { ActionDeclaration } from './declare.ts';
import { type PipelineState, pipelineEvent, stageEvent } from './events.ts';
import {
  activeRun,
  type Context,
  type Execution,
  inbound,
  inProgress,
  isActive,
  isOver,
  type Pipeline,
  type Stage,
  type StageRun,
  standing,
} from './model.ts';

/**
 * How executions move: each call looks at the state and does everything that is due.
 *
 *   waiting in front of a stage → in the stage, group by group → waiting in front of the next → … → over
 */
export function settle(context: Context, pipeline: Pipeline): void {
  for (const execution of pipeline.executions) {
    if (isOver(execution)) continue;
    const run = activeRun(execution);
    if (run) continueStage(context, run);
    moveOn(context, execution);
  }
  for (const stage of pipeline.stages) admit(context, pipeline, stage);
}

export function enterStage(context: Context, execution: Execution, stage: Stage): void {
  delete execution.waitingAt;
  const run: StageRun = {
    stage,
    execution,
    status: 'InProgress',
    startedAt: context.at,
    retries: 0,
    actions: [],
    since: 0,
    conditions: [],
  };
  execution.runs.push(run);
  execution.updatedAt = context.at;
  stage.latest = run;
  context.tell(stageEvent(context, run, 'STARTED'));
  continueStage(context, run);
}

/** Actions with the same run order work side by side. */
function continueStage(context: Context, run: StageRun): void {
  if (inProgress(run).length > 0) return;
  const over = stageEnd(run);
  if (over === 'Stopped' || over === 'Cancelled') {
    abandonConditions(context, run);
    endStage(context, run, over);
    return;
  }
  const entry = judge(context, run, 'BEFORE_ENTRY');
  if (entry === 'waits') return;
  if (entry === 'failed') endStage(context, run, 'Failed');
  else if (over) leaveStage(context, run, over);
  else startActions(context, run);
}

function startActions(context: Context, run: StageRun): void {
  const left = notYetRun(run);
  const turn = Math.min(...left.map((action) => action.runOrder));
  for (const action of left) if (action.runOrder === turn) startAction(context, run, action);
}

function leaveStage(context: Context, run: StageRun, over: 'Succeeded' | 'Failed'): void {
  const type = over === 'Succeeded' ? 'ON_SUCCESS' : 'ON_FAILURE';
  const judged = judge(context, run, type);
  if (judged === 'waits') return;
  endStage(context, run, judged === 'failed' ? 'Failed' : over);
  if (judged === 'failed' && conditionOf(run, type)?.result === 'ROLLBACK') rollBack(context, run);
}

/** To the last success there, if it is of the same structure. */
function rollBack(context: Context, { stage, execution }: StageRun): void {
  const { pipeline } = execution;
  const target = pipeline.executions.findLast(
    (one) =>
      one !== execution &&
      one.rollbackOf === undefined &&
      one.version === pipeline.version &&
      one.runs.some((run) => run.stage === stage && run.status === 'Succeeded'),
  );
  if (!target) return;
  const { commit, overrides, variables } = target;
  const trigger = { type: 'AutomatedRollback' as const, detail: execution.id };
  enterStage(context, begin(context, pipeline, { trigger, commit, overrides, variables, rollbackOf: target }), stage);
}

/** A failed action has let those beside it finish before the stage fails. */
/** A condition may still follow. */
function stageEnd(run: StageRun): StageEnd | undefined {
  if (run.execution.stop) return 'Stopped';
  if (run.execution.outdated) return 'Cancelled';
  if (standing(run).some((one) => one.status !== 'Succeeded')) return 'Failed';
  return notYetRun(run).length === 0 ? 'Succeeded' : undefined;
}

function notYetRun(run: StageRun): ActionDeclaration[] {
  const done = standing(run).map((one) => one.action.name);
  return run.stage.actions.filter((action) => !done.includes(action.name));
}

function moveOn(context: Context, execution: Execution): void {
  if (activeRun(execution)) return;
  const over = executionEnd(execution);
  if (over) endExecution(context, execution, over);
  else if (!execution.waitingAt) waitAt(context, execution);
}

function executionEnd(execution: Execution): StageEnd | undefined {
  if (execution.stop) return 'Stopped';
  if (execution.outdated) return 'Cancelled';
  if (execution.runs.at(-1)?.status === 'Failed') return 'Failed';
  return nextStage(execution) ? undefined : 'Succeeded';
}

/** Only the stage that was asked for is rolled back. */
function nextStage({ runs, rollbackOf, pipeline }: Execution): Stage | undefined {
  const last = runs.at(-1);
  if (!last) return pipeline.stages[0];
  return rollbackOf ? undefined : pipeline.stages[last.stage.index + 1];
}

const STATE = {
  Succeeded: 'SUCCEEDED',
  Failed: 'FAILED',
  Stopped: 'STOPPED',
  Cancelled: 'CANCELED',
  Superseded: 'SUPERSEDED',
} as const satisfies Record<string, PipelineState>;

type StageEnd = Exclude<keyof typeof STATE, 'Superseded'>;

function endStage(context: Context, run: StageRun, status: StageEnd): void {
  run.status = status;
  run.execution.updatedAt = context.at;
  context.tell(stageEvent(context, run, STATE[status]));
}

function endExecution(context: Context, execution: Execution, status: keyof typeof STATE): void {
  delete execution.waitingAt;
  execution.status = status;
  execution.updatedAt = context.at;
  context.tell(pipelineEvent(context, execution, STATE[status]));
}

/** In SUPERSEDED mode only the newest waits; it supersedes the others. */
function waitAt(context: Context, execution: Execution): void {
  const { pipeline } = execution;
  const stage = nextStage(execution);
  if (!stage) return;
  execution.waitingAt = stage;
  if (pipeline.declaration.mode !== 'SUPERSEDED') return;
  for (const overtaken of inbound(pipeline, stage).slice(0, -1)) endExecution(context, overtaken, 'Superseded');
}

/** A stage takes one execution at a time, the oldest that waits, and none through a closed transition. */
function admit(context: Context, pipeline: Pipeline, stage: Stage): void {
  const waiting = inbound(pipeline, stage).filter((execution) => !execution.lapsed);
  // PARALLEL executions know neither locks nor transitions.
  if (pipeline.declaration.mode === 'PARALLEL') {
    for (const execution of waiting) enterStage(context, execution, stage);
    return;
  }
  const [next] = waiting;
  if (!next || !stage.transition.enabled || (stage.latest && isActive(stage.latest))) return;
  enterStage(context, next, stage);
}

/** The same execution goes on, in its next attempt. */
export function resume(context: Context, run: StageRun): void {
  const { execution } = run;
  execution.status = 'InProgress';
  execution.attempt += 1;
  execution.retriedAt = context.at;
  execution.updatedAt = context.at;
  delete execution.stop;
  run.status = 'InProgress';
  run.retries += 1;
  context.tell(pipelineEvent(context, execution, 'RESUMED'));
  context.tell(stageEvent(context, run, 'RESUMED'));
}
