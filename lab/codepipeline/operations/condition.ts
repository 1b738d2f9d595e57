import type { Input, Output } from '../api.ts';
import { AwsError } from '../errors.ts';
import { findExecution, findPipeline, findStage } from '../find.ts';
import type { Context } from '../model.ts';

/** Pipelines declared here have no stage conditions, so there is none to override and no rule has ever run. */

export function OverrideStageCondition(context: Context, input: Input<'OverrideStageCondition'>): undefined {
  findStage(findPipeline(context, input.pipelineName), input.stageName);
  throw new AwsError(
    'ConditionNotOverridableException',
    'Unable to override because the condition does not allow overrides.',
  );
}

export function ListRuleExecutions(
  context: Context,
  { pipelineName, filter }: Input<'ListRuleExecutions'>,
): Output<'ListRuleExecutions'> {
  const pipeline = findPipeline(context, pipelineName);
  const of = filter?.latestInPipelineExecution?.pipelineExecutionId ?? filter?.pipelineExecutionId;
  if (of !== undefined) findExecution(pipeline, of);
  return { ruleExecutionDetails: [] };
}
