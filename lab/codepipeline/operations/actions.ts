import { type Input, type Output, seconds } from '../api.ts';
import { tokenShown } from '../approval.ts';
import { artifactsMade, artifactsTaken } from '../artifacts.ts';
import { AwsError } from '../errors.ts';
import { findExecution, findPipeline } from '../find.ts';
import type { ActionRun, Context, Execution, Pipeline } from '../model.ts';
import { page } from '../page.ts';

type Detail = NonNullable<Output<'ListActionExecutions'>['actionExecutionDetails']>[number];

export function ListActionExecutions(
  context: Context,
  input: Input<'ListActionExecutions'>,
): Output<'ListActionExecutions'> {
  const pipeline = findPipeline(context, input.pipelineName);
  const listed = chosen(pipeline, input.filter).toSorted((a, b) => a.startedAt - b.startedAt);
  const { items, nextToken } = page(listed.reverse(), (one) => one.id, input);
  return { actionExecutionDetails: items.map((one) => detail(context, one)), nextToken };
}

export function ListDeployActionExecutionTargets(
  context: Context,
  { pipelineName, actionExecutionId }: Input<'ListDeployActionExecutionTargets'>,
): Output<'ListDeployActionExecutionTargets'> {
  const among = pipelineName === undefined ? [...context.pipelines.values()] : [findPipeline(context, pipelineName)];
  const found = among
    .flatMap((pipeline) => pipeline.executions.flatMap(actionsOf))
    .find((one) => one.id === actionExecutionId);
  if (found) return { targets: found.ending.targets ?? [] };
  throw new AwsError('ActionExecutionNotFoundException', `There is no action execution '${actionExecutionId}'`);
}

function chosen(pipeline: Pipeline, filter: Input<'ListActionExecutions'>['filter']): ActionRun[] {
  const latest = filter?.latestInPipelineExecution;
  const id = latest?.pipelineExecutionId ?? filter?.pipelineExecutionId;
  if (id === undefined) return pipeline.executions.flatMap(actionsOf);
  const execution = findExecution(pipeline, id);
  const actions = actionsOf(execution);
  return latest?.startTimeRange === 'Latest' ? actions.filter((one) => one.attempt === execution.attempt) : actions;
}

function actionsOf({ runs }: Execution): ActionRun[] {
  return runs.flatMap((run) => run.actions);
}

function detail(context: Context, one: ActionRun): Detail {
  const { action, run } = one;
  const { owner, category, provider, configuration } = action;
  return {
    pipelineExecutionId: run.execution.id,
    actionExecutionId: one.id,
    pipelineVersion: run.execution.version,
    stageName: run.stage.name,
    actionName: action.name,
    startTime: seconds(one.startedAt),
    lastUpdateTime: seconds(one.updatedAt),
    updatedBy: one.by,
    status: one.status,
    input: {
      actionTypeId: { owner, category, provider, version: '1' },
      configuration,
      resolvedConfiguration: { ...configuration, ...one.ending.configuration },
      region: action.region ?? run.execution.pipeline.declaration.region,
      inputArtifacts: artifactsTaken(one),
    },
    output: output(context, one),
  };
}

/** While an action is in progress only what it started outside is known; for an approval that is its token. */
function output(context: Context, one: ActionRun): Detail['output'] {
  const { ending, status, action } = one;
  const waits = action.category === 'Approval' && status === 'InProgress';
  const outside = {
    externalExecutionId: waits ? tokenShown(context, one) : ending.externalExecutionId,
    externalExecutionUrl: ending.externalExecutionUrl,
  };
  if (status === 'InProgress' || status === 'Abandoned') {
    return { outputArtifacts: [], executionResult: action.category === 'Source' ? {} : outside };
  }
  return {
    outputArtifacts: status === 'Succeeded' ? artifactsMade(one) : [],
    executionResult: {
      ...outside,
      externalExecutionSummary: ending.summary,
      errorDetails: status === 'Failed' ? { code: ending.code, message: ending.message } : undefined,
      logStreamARN: ending.logStreamArn,
    },
    outputVariables: ending.variables,
  };
}
