import { startAction } from '../action.ts';
import type { Input, Output } from '../api.ts';
import { forgetConditions } from '../conditions.ts';
import { AwsError } from '../errors.ts';
import { executionOf, findPipeline, findStage } from '../find.ts';
import { resume, settle } from '../flow.ts';
import { type ActionRun, type Context, inProgress, isActive, type StageRun, standing } from '../model.ts';

type Mode = Input<'RetryStageExecution'>['retryMode'];

export function RetryStageExecution(
  context: Context,
  input: Input<'RetryStageExecution'>,
): Output<'RetryStageExecution'> {
  const pipeline = findPipeline(context, input.pipelineName);
  const stage = findStage(pipeline, input.stageName);
  const execution = executionOf(pipeline, input.pipelineExecutionId);
  const run = execution?.runs.find((each) => each.stage === stage);
  if (!run) throw notRetryable('The execution has not been in this stage.');
  assertRetryable(run, input.retryMode);

  resume(context, run);
  forgetConditions(run);
  if (input.retryMode === 'ALL_ACTIONS') run.since = run.actions.length;
  for (const one of standing(run).filter(hasFailed)) startAction(context, run, one.action);
  settle(context, pipeline);
  return { pipelineExecutionId: run.execution.id };
}

function assertRetryable(run: StageRun, mode: Mode): void {
  const { stage, execution } = run;
  const { pipeline } = execution;
  if (execution.version !== pipeline.version) throw notRetryable('The pipeline structure has changed.');
  if (pipeline.declaration.mode !== 'PARALLEL' && stage.latest !== run) {
    throw new AwsError(
      'NotLatestPipelineExecutionException',
      `Execution '${execution.id}' is not the latest that ran in stage '${stage.name}'.`,
    );
  }
  if (isActive(run)) {
    // Failed actions may be retried beside those still in progress; everything at once may not.
    const possible = mode === 'FAILED_ACTIONS' && run.status === 'InProgress' && standing(run).some(hasFailed);
    if (possible) return;
    throw new AwsError('ConflictException', `Stage '${stage.name}' has ${inProgress(run).length} actions in progress.`);
  }
  if (run.status !== 'Failed' && run.status !== 'Stopped') throw notRetryable('The stage contains no failed actions.');
}

function hasFailed({ status }: ActionRun): boolean {
  return status === 'Failed' || status === 'Abandoned';
}

function notRetryable(because: string): AwsError {
  return new AwsError('StageNotRetryableException', `Unable to retry. ${because}`);
}
