import type { Input } from '../api.ts';
import { AwsError } from '../errors.ts';
import { findPipeline, findStage } from '../find.ts';
import { settle } from '../flow.ts';
import { type Context, inbound, type Pipeline, type Stage } from '../model.ts';

const THIRTY_DAYS = 30 * 24 * 3_600_000;

export function DisableStageTransition(
  context: Context,
  input: Input<'DisableStageTransition'>,
  caller: string,
): undefined {
  const stage = behind(findPipeline(context, input.pipelineName), input);
  stage.transition = { enabled: false, reason: input.reason, by: caller, at: context.at };
}

/** Waiting executions enter at once, unless it was closed for longer than AWS keeps them waiting. */
export function EnableStageTransition(
  context: Context,
  input: Input<'EnableStageTransition'>,
  caller: string,
): undefined {
  const pipeline = findPipeline(context, input.pipelineName);
  const stage = behind(pipeline, input);
  const { enabled, at = context.at } = stage.transition;
  if (!enabled && context.at - at > THIRTY_DAYS) {
    for (const execution of inbound(pipeline, stage)) execution.lapsed = true;
  }
  stage.transition = { enabled: true, by: caller, at: context.at };
  settle(context, pipeline);
}

/** The way out of a stage is the way into the next one. */
function behind(pipeline: Pipeline, input: Input<'EnableStageTransition'>): Stage {
  const stage = findStage(pipeline, input.stageName);
  if (input.transitionType === 'Inbound') return stage;
  const next = pipeline.stages[stage.index + 1];
  if (next) return next;
  throw new AwsError('ValidationException', `Nothing comes after stage '${stage.name}'`);
}
