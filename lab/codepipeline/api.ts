import type * as sdk from '@aws-sdk/client-codepipeline';
import model from './api.json' with { type: 'json' };
import { AwsError } from './errors.ts';
import { type Shape, validate } from './validate.ts';

/** The API's contract: the model checks the input at run time, the SDK's types check the output at compile time. */

interface Calls {
  GetPipelineState: [sdk.GetPipelineStateInput, sdk.GetPipelineStateOutput];
  GetPipelineExecution: [sdk.GetPipelineExecutionInput, sdk.GetPipelineExecutionOutput];
  ListActionExecutions: [sdk.ListActionExecutionsInput, sdk.ListActionExecutionsOutput];
  ListPipelineExecutions: [sdk.ListPipelineExecutionsInput, sdk.ListPipelineExecutionsOutput];
  PutApprovalResult: [sdk.PutApprovalResultInput, sdk.PutApprovalResultOutput];
  RetryStageExecution: [sdk.RetryStageExecutionInput, sdk.RetryStageExecutionOutput];
  EnableStageTransition: [sdk.EnableStageTransitionInput, undefined];
  DisableStageTransition: [sdk.DisableStageTransitionInput, undefined];
  StartPipelineExecution: [sdk.StartPipelineExecutionInput, sdk.StartPipelineExecutionOutput];
  StopPipelineExecution: [sdk.StopPipelineExecutionInput, sdk.StopPipelineExecutionOutput];
  RollbackStage: [sdk.RollbackStageInput, sdk.RollbackStageOutput];
  OverrideStageCondition: [sdk.OverrideStageConditionInput, undefined];
  ListDeployActionExecutionTargets: [
    sdk.ListDeployActionExecutionTargetsInput,
    sdk.ListDeployActionExecutionTargetsOutput,
  ];
  ListRuleExecutions: [sdk.ListRuleExecutionsInput, sdk.ListRuleExecutionsOutput];
  GetPipeline: [sdk.GetPipelineInput, sdk.GetPipelineOutput];
  ListPipelines: [sdk.ListPipelinesInput, sdk.ListPipelinesOutput];
  ListTagsForResource: [sdk.ListTagsForResourceInput, sdk.ListTagsForResourceOutput];
}

export type Operation = keyof Calls;
export type Input<O extends Operation> = Given<Calls[O][0]>;
export type Output<O extends Operation> = Wire<Calls[O][1]>;

/** The SDK allows undefined for what is required; validation does not. */
type Given<T> = T extends (infer E)[]
  ? Given<E>[]
  : T extends object
    ? { [K in keyof T]: Record<never, never> extends Pick<T, K> ? Given<T[K]> : Given<NonNullable<T[K]>> }
    : T;

/** On the wire a time is a number of seconds. */
type Wire<T> = T extends Date ? number : T extends object ? { [K in keyof T]: Wire<T[K]> } : T;

export const TARGET = model.target;

const shapes: Record<string, Shape> = model.shapes as Record<string, Shape>;

export function isOperation(name: string): name is Operation {
  return Object.hasOwn(model.operations, name);
}

export function validInput<O extends Operation>(operation: O, input: unknown): Input<O> {
  validate(shapes, model.operations[operation].input, input);
  return input as Input<O>;
}

/** A real client cannot expect an error that the model does not list, so such an error is a bug of the lab. */
export function assertListed(operation: Operation, error: unknown): void {
  if (!(error instanceof AwsError) || model.operations[operation].errors.includes(error.name)) return;
  if (error.name === 'SerializationException') return;
  throw new Error(`${operation} cannot answer ${error.name}`, { cause: error });
}

/** An instant in the form of the API. */
export function seconds(at: number): number {
  return at / 1000;
}
