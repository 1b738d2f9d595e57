import type { Input, Output } from '../api.ts';
import { begin } from '../begin.ts';
import { AwsError } from '../errors.ts';
import { findPipeline } from '../find.ts';
import { settle } from '../flow.ts';
import type { Commit, Context, Pipeline } from '../model.ts';

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
    commit: chosenCommit(pipeline, input.sourceRevisions ?? []),
    variables: input.variables ?? [],
  });
  if (token !== undefined) pipeline.requests.set(token, execution);
  settle(context, pipeline);
  return { pipelineExecutionId: execution.id };
}

type Override = NonNullable<Input<'StartPipelineExecution'>['sourceRevisions']>[number];

/** The latest one, unless the caller wants another: then as it was seen before, or with nothing known but its id. */
function chosenCommit({ declaration, stages, executions, head }: Pipeline, overrides: Override[]): Commit {
  let commit = head;
  for (const { actionName, revisionValue } of overrides) {
    if (!stages[0]?.actions.some((action) => action.name === actionName)) {
      throw new AwsError(
        'ValidationException',
        `'${actionName}' is no source action of pipeline '${declaration.name}'`,
      );
    }
    const seen = executions.find((execution) => execution.commit.id === revisionValue)?.commit;
    commit = seen ?? { id: revisionValue, message: `Revision ${revisionValue}`, author: 'unknown' };
  }
  return commit;
}
