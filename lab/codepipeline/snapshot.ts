import type { Category, PipelineDeclaration } from './declare.ts';
import {
  type ActionRun,
  type Commit,
  type ConditionRun,
  type Execution,
  type ExecutionStatus,
  inbound,
  type Pipeline,
  type RuleRun,
  type Stage,
  standing,
} from './model.ts';
import { present } from './present.ts';

/** Everything as plain data, for a page or a terminal to draw. Times are milliseconds since the epoch. */
export interface PipelineSnapshot {
  name: string;
  mode: PipelineDeclaration['mode'];
  account: string;
  region: string;
  version: number;
  stages: {
    name: string;
    transition: { enabled: boolean; reason?: string; by?: string };
    inbound: string[];
    actions: { name: string; category: Category; provider: string }[];
  }[];
  /** Newest first. */
  executions: ExecutionSnapshot[];
}

export interface ExecutionSnapshot {
  id: string;
  status: ExecutionStatus;
  attempt: number;
  startedAt: number;
  updatedAt: number;
  trigger: { type: string; detail: string };
  type: 'STANDARD' | 'ROLLBACK';
  commit: Commit;
  /** All stages of the pipeline, also those it has not reached. */
  stages: { name: string; status: StageStatus; actions: ActionSnapshot[]; condition?: ConditionSnapshot }[];
}

/** The condition that was evaluated last. */
export interface ConditionSnapshot {
  type: ConditionRun['type'];
  status: ConditionRun['status'];
  rules: { name: string; provider: string; status: RuleRun['status']; message?: string }[];
}

export type StageStatus = Exclude<ExecutionStatus, 'Superseded'> | 'Waiting' | 'NotStarted';

export interface ActionSnapshot {
  name: string;
  category: Category;
  provider: string;
  status: ActionRun['status'] | 'NotStarted';
  summary?: string;
  startedAt?: number;
  endedAt?: number;
  waitingForApproval?: true;
}

export function pipelineSnapshot(pipeline: Pipeline): PipelineSnapshot {
  const { name, mode, account, region } = pipeline.declaration;
  return {
    name,
    mode,
    account,
    region,
    version: pipeline.version,
    stages: pipeline.stages.map((stage) => {
      const { enabled, reason, by } = stage.transition;
      return {
        name: stage.name,
        transition: { enabled, ...present({ reason, by }) },
        inbound: inbound(pipeline, stage).map((execution) => execution.id),
        actions: stage.actions.map(({ name, category, provider }) => ({ name, category, provider })),
      };
    }),
    executions: pipeline.executions.map(executionSnapshot).reverse(),
  };
}

function executionSnapshot(execution: Execution): ExecutionSnapshot {
  const { id, status, attempt, startedAt, updatedAt, trigger, commit } = execution;
  return {
    id,
    status,
    attempt,
    startedAt,
    updatedAt,
    trigger: { type: trigger.type, detail: trigger.detail },
    type: execution.rollbackOf ? 'ROLLBACK' : 'STANDARD',
    commit: { ...commit },
    stages: execution.pipeline.stages.map((stage) => stageSnapshot(execution, stage)),
  };
}

function stageSnapshot(execution: Execution, stage: Stage): ExecutionSnapshot['stages'][number] {
  const run = execution.runs.find((each) => each.stage === stage);
  const ran = new Map((run ? standing(run) : []).map((one) => [one.action.name, one]));
  return {
    name: stage.name,
    status: run?.status ?? (execution.waitingAt === stage ? 'Waiting' : 'NotStarted'),
    actions: stage.actions.map(({ name, category, provider }) => ({
      name,
      category,
      provider,
      ...actionSnapshot(ran.get(name)),
    })),
    ...present({ condition: conditionSnapshot(run?.conditions.at(-1)) }),
  };
}

function conditionSnapshot(condition: ConditionRun | undefined): ConditionSnapshot | undefined {
  if (!condition) return undefined;
  const { type, status, rules } = condition;
  return {
    type,
    status,
    rules: rules.map(({ rule, status: now, ending }) => {
      const message = now === 'Failed' ? ending.message : now === 'InProgress' ? rule.says : undefined;
      return { name: rule.name, provider: rule.provider, status: now, ...present({ message }) };
    }),
  };
}

function actionSnapshot(one: ActionRun | undefined): Omit<ActionSnapshot, 'name' | 'category' | 'provider'> {
  if (!one) return { status: 'NotStarted' };
  const { status, startedAt, updatedAt, action, ending } = one;
  if (status === 'InProgress') {
    const asks = action.category === 'Approval';
    if (!asks) return { status, startedAt };
    return { status, startedAt, waitingForApproval: true, ...present({ summary: action.configuration.CustomData }) };
  }
  const summary = status === 'Abandoned' ? undefined : ending.summary;
  return { status, startedAt, endedAt: updatedAt, ...present({ summary }) };
}
