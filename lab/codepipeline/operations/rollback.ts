import type { Input, Output } from '../api.ts';
import { begin } from '../begin.ts';
import { AwsError } from '../errors.ts';
import { findExecution, findPipeline, findStage } from '../find.ts';
import { enterStage, settle } from '../flow.ts';
import { type Context, type Execution, isActive, type Stage } from '../model.ts';

/** Runs one stage again with what the target brought there, past any waiting execution and any closed transition. */
export function RollbackStage(
  context: Context,
  input: Input<'RollbackStage'>,
  caller: string,
): Output<'RollbackStage'> {
  const pipeline = findPipeline(context, input.pipelineName);
  const stage = findStage(pipeline, input.stageName);
  if (pipeline.declaration.mode === 'PARALLEL') throw unable('Pipelines in PARALLEL mode cannot be rolled back.');
  if (stage.index === 0) throw unable('A source stage cannot be rolled back.');
  const target = findExecution(pipeline, input.targetPipelineExecutionId);
  assertTarget(target, stage);
  if (stage.latest && isActive(stage.latest)) throw unable('The stage is currently running.');

  const execution = begin(context, pipeline, {
    trigger: { type: 'ManualRollback', detail: caller },
    commit: target.commit,
    overrides: target.overrides,
    variables: target.variables,
    rollbackOf: target,
  });
  enterStage(context, execution, stage);
  settle(context, pipeline);
  return { pipelineExecutionId: execution.id };
}

function assertTarget(target: Execution, stage: Stage): void {
  if (target.version !== target.pipeline.version) {
    throw new AwsError(
      'PipelineExecutionOutdatedException',
      `Execution '${target.id}' ran in an earlier structure version and cannot be a target.`,
    );
  }
  if (target.rollbackOf) throw unable('The target is itself a roll-back.');
  const succeeded = target.runs.some((run) => run.stage === stage && run.status === 'Succeeded');
  if (!succeeded) throw unable('The target did not succeed in this stage.');
}

function unable(because: string): AwsError {
  return new AwsError('UnableToRollbackStageException', `Unable to roll back the stage. ${because}`);
}
