import type { Input, Output } from '../api.ts';
import { begin } from '../begin.ts';
import type { ActionDeclaration } from '../declare.ts';
import { AwsError } from '../errors.ts';
import { findPipeline } from '../find.ts';
import { settle } from '../flow.ts';
import type { Commit, Context, Pipeline } from '../model.ts';
import { revisionOf } from '../source.ts';

export function StartPipelineExecution(
  context: Context,
  input: Input<'StartPipelineExecution'>,
  caller: string,
): Output<'StartPipelineExecution'> {
  const pipeline = findPipeline(context, input.name);
  const token = input.clientRequestToken;
  const before = token === undefined ? undefined : pipeline.requests.get(token);
  if (before) return { pipelineExecutionId: before.id };

  const execution = begin(context, pipeline, {
    trigger: { type: 'StartPipelineExecution', detail: caller },
    commit: pipeline.head,
    overrides: overridesOf(pipeline, input.sourceRevisions ?? []),
    variables: variablesOf(pipeline, input.variables ?? []),
  });
  if (token !== undefined) pipeline.requests.set(token, execution);
  settle(context, pipeline);
  return { pipelineExecutionId: execution.id };
}

type Override = NonNullable<Input<'StartPipelineExecution'>['sourceRevisions']>[number];

/** Each as it was fetched before, or with nothing known but its id. */
function overridesOf({ declaration, stages, executions }: Pipeline, overrides: Override[]): Map<string, Commit> {
  const chosen = overrides.map(({ actionName, revisionType, revisionValue }) => {
    const source = stages[0]?.actions.find((action) => action.name === actionName);
    if (!source || !takes(source, revisionType)) {
      const what = source ? `takes no ${revisionType}` : 'is no source action';
      throw new AwsError('ValidationException', `'${actionName}' ${what} of pipeline '${declaration.name}'`);
    }
    const fetched = executions.flatMap(({ commit, overrides: others }) => [...others.values(), commit]);
    const seen = fetched.find((commit) => revisionOf(source, commit) === revisionValue);
    return [
      actionName,
      seen ?? { id: revisionValue, message: `Revision ${revisionValue}`, author: 'unknown' },
    ] as const;
  });
  return new Map(chosen);
}

function takes({ provider, configuration }: ActionDeclaration, type: Override['revisionType']): boolean {
  if (provider === 'ECR') return type === 'IMAGE_DIGEST';
  if (provider !== 'S3') return type === 'COMMIT_ID';
  return type === 'S3_OBJECT_VERSION_ID' || configuration.AllowOverrideForS3ObjectKey === 'true';
}

function variablesOf({ declaration }: Pipeline, given: { name: string; value: string }[]) {
  const strange = given.find(({ name }) => !declaration.variables.some((one) => one.name === name));
  if (strange) throw new AwsError('ValidationException', `'${declaration.name}' has no variable '${strange.name}'`);
  return declaration.variables.map(({ name, defaultValue }) => {
    return { name, value: given.find((one) => one.name === name)?.value ?? defaultValue };
  });
}
