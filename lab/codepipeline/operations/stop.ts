import { cutShort } from '../action.ts';
import type { Input, Output } from '../api.ts';
import { AwsError } from '../errors.ts';
import { pipelineEvent, stageEvent } from '../events.ts';
import { executionOf, findPipeline } from '../find.ts';
import { settle } from '../flow.ts';
import { activeRun, type Context, inProgress, isOver } from '../model.ts';

/** Waits for the actions in progress, or abandons them. Waiting may be given up for abandoning, not the other way
 *  round. */
export function StopPipelineExecution(
  context: Context,
  input: Input<'StopPipelineExecution'>,
): Output<'StopPipelineExecution'> {
  const pipeline = findPipeline(context, input.pipelineName);
  const execution = executionOf(pipeline, input.pipelineExecutionId);
  if (!execution || isOver(execution)) {
    const message = 'The execution might already be in a Stopped state, or it might no longer be in progress.';
    throw new AwsError('PipelineExecutionNotStoppableException', `Unable to stop the pipeline execution. ${message}`);
  }
  const abandon = input.abandon ?? false;
  if (execution.stop && !abandon) {
    throw new AwsError('DuplicatedStopRequestException', 'The pipeline execution is already in a Stopping state.');
  }

  const run = activeRun(execution);
  const again = execution.stop !== undefined;
  execution.stop = { abandon, reason: input.reason };
  execution.updatedAt = context.at;
  if (!again) {
    execution.status = 'Stopping';
    context.tell(pipelineEvent(context, execution, 'STOPPING'));
    if (run) {
      run.status = 'Stopping';
      context.tell(stageEvent(context, run, 'STOPPING'));
    }
  }
  if (run && abandon) for (const one of inProgress(run)) cutShort(context, one, 'ABANDONED');
  settle(context, pipeline);
  return { pipelineExecutionId: execution.id };
}
