import { type Input, type Output, seconds } from '../api.ts';
import { tokenShown } from '../approval.ts';
import { findPipeline } from '../find.ts';
import {
  type ActionRun,
  type ConditionType,
  type Context,
  type Execution,
  inbound,
  type Pipeline,
  type RuleRun,
  type Stage,
} from '../model.ts';

type State = Output<'GetPipelineState'>;
type StageState = NonNullable<State['stageStates']>[number];
type ActionState = NonNullable<StageState['actionStates']>[number];

/** The latest of each stage, so one answer may speak of several executions. PARALLEL pipelines have no such state. */
export function GetPipelineState(context: Context, { name }: Input<'GetPipelineState'>): State {
  const pipeline = findPipeline(context, name);
  const parallel = pipeline.declaration.mode === 'PARALLEL';
  return {
    pipelineName: name,
    pipelineVersion: pipeline.version,
    stageStates: parallel ? [] : pipeline.stages.map((stage) => stageState(context, pipeline, stage)),
    created: seconds(pipeline.created),
    updated: seconds(pipeline.updated),
  };
}

function stageState(context: Context, pipeline: Pipeline, stage: Stage): StageState {
  const { transition, latest } = stage;
  const waiting = inbound(pipeline, stage).map((execution) => ({ ...kind(execution), status: 'InProgress' as const }));
  return {
    stageName: stage.name,
    inboundExecution: waiting.at(-1),
    inboundExecutions: waiting.length > 0 ? waiting : undefined,
    inboundTransitionState: {
      enabled: transition.enabled,
      lastChangedBy: transition.by,
      lastChangedAt: transition.at === undefined ? undefined : seconds(transition.at),
      disabledReason: transition.reason,
    },
    actionStates: stage.actions.map((action) =>
      actionState(context, action.name, stage.latestActions.get(action.name)),
    ),
    latestExecution: latest && { ...kind(latest.execution), status: latest.status },
    beforeEntryConditionState: conditionState(stage, 'BEFORE_ENTRY'),
    onSuccessConditionState: conditionState(stage, 'ON_SUCCESS'),
    onFailureConditionState: conditionState(stage, 'ON_FAILURE'),
    retryStageMetadata: latest?.retries
      ? { manualStageRetryAttempt: latest.retries, latestRetryTrigger: 'ManualStageRetry' }
      : undefined,
  };
}

/** The latest run of the condition, whichever execution it was for. */
function conditionState(stage: Stage, type: ConditionType): StageState['beforeEntryConditionState'] {
  const declared = stage.conditions[type];
  if (!declared) return undefined;
  const latest = stage.latestConditions.get(type);
  const failed = latest?.rules.filter((one) => one.status === 'Failed').length ?? 0;
  const summary = failed > 0 ? `${failed} of ${declared.rules.length} rules failed` : undefined;
  const shown = latest && { status: latest.status, summary };
  return {
    latestExecution: shown,
    conditionStates: [
      {
        latestExecution: latest && { ...shown, lastStatusChange: seconds(latest.updatedAt) },
        ruleStates: declared.rules.map(({ name }) => ruleState(name, latest?.rules)),
      },
    ],
  };
}

function ruleState(ruleName: string, rules: RuleRun[] = []) {
  const one = rules.find(({ rule }) => rule.name === ruleName);
  if (!one) return { ruleName };
  const { id, status, updatedAt, rule, ending } = one;
  const isFailed = status === 'Failed';
  return {
    ruleName,
    latestExecution: {
      ruleExecutionId: id,
      status,
      summary: isFailed ? ending.message : status === 'InProgress' ? rule.says : undefined,
      lastStatusChange: seconds(updatedAt),
      errorDetails: isFailed ? { code: 'JobFailed', message: ending.message } : undefined,
    },
  };
}

function kind({ id, rollbackOf }: Execution): { pipelineExecutionId: string; type: 'STANDARD' | 'ROLLBACK' } {
  return { pipelineExecutionId: id, type: rollbackOf ? 'ROLLBACK' : 'STANDARD' };
}

/** Identifies the run of the action, but not its execution. */
function actionState(context: Context, actionName: string, one: ActionRun | undefined): ActionState {
  if (!one) return { actionName };
  const { action, ending, status } = one;
  const fetched = action.category === 'Source' && status === 'Succeeded' ? ending.externalExecutionId : undefined;
  return {
    actionName,
    currentRevision:
      fetched === undefined
        ? undefined
        : { revisionId: fetched, revisionChangeId: fetched, created: seconds(one.updatedAt) },
    latestExecution: {
      actionExecutionId: one.id,
      status,
      lastStatusChange: seconds(one.updatedAt),
      lastUpdatedBy: one.by,
      ...whileItLasts(context, one),
    },
    revisionUrl: fetched && ending.externalExecutionUrl,
  };
}

/** How an action will end is known beforehand here, and must not show before it is so. */
function whileItLasts(context: Context, one: ActionRun): ActionState['latestExecution'] {
  const { action, ending, status } = one;
  const { externalExecutionId, externalExecutionUrl, logStreamArn } = ending;
  switch (status) {
    case 'InProgress':
      if (action.category === 'Source') return {};
      if (action.category === 'Approval') {
        return { token: tokenShown(context, one), summary: action.configuration.CustomData };
      }
      return { externalExecutionId, externalExecutionUrl, logStreamARN: logStreamArn };
    case 'Abandoned':
      return action.category === 'Source' ? {} : { externalExecutionId, externalExecutionUrl };
    case 'Succeeded':
    case 'Failed':
      return {
        summary: ending.summary,
        externalExecutionId,
        externalExecutionUrl,
        logStreamARN: logStreamArn,
        errorDetails: status === 'Failed' ? { code: ending.code, message: ending.message } : undefined,
      };
    default:
      throw new Error('No such status', { cause: status satisfies never });
  }
}
