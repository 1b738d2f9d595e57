import { AwsError } from './errors.ts';
import type { Context, Execution, Pipeline, Stage } from './model.ts';

/** The first one, if several accounts have a pipeline of that name. */
export function findPipeline({ pipelines }: Context, name: string): Pipeline {
  const pipeline = [...pipelines.values()].find(({ declaration }) => declaration.name === name);
  if (!pipeline) throw new AwsError('PipelineNotFoundException', `There is no pipeline with the name '${name}'`);
  return pipeline;
}

export function findStage(pipeline: Pipeline, name: string): Stage {
  const stage = pipeline.stages.find((each) => each.name === name);
  if (stage) return stage;
  throw new AwsError('StageNotFoundException', `Pipeline '${pipeline.declaration.name}' has no stage '${name}'`);
}

export function findExecution(pipeline: Pipeline, id: string): Execution {
  const execution = executionOf(pipeline, id);
  if (execution) return execution;
  const { name } = pipeline.declaration;
  throw new AwsError('PipelineExecutionNotFoundException', `Pipeline '${name}' has no execution '${id}'`);
}

/** For operations that have no error for a missing execution in their model. */
export function executionOf({ executions }: Pipeline, id: string): Execution | undefined {
  return executions.find((execution) => execution.id === id);
}
