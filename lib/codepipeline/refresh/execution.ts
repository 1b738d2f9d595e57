import {
  type CodePipelineClient,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  type PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { type Execution, type ExecutionRef, type Fact, partialExecution } from '../../core/execution/facts.ts';
import type { RefreshExecution } from '../../core/model/effect.ts';
import { isGone } from '../api-error.ts';
import {
  actionFacts,
  executionAbout,
  executionFacts,
  failuresBefore,
  overtakenAt,
  stageFacts,
} from '../read/api-records.ts';
import { comparedWithLastSuccess } from '../read/compare-links.ts';
import { executionPages, listActions } from './list-executions.ts';

export async function refreshExecutionOrGone(
  client: CodePipelineClient,
  { execution, attempt, newest }: Pick<RefreshExecution, 'execution' | 'attempt' | 'newest'>,
): Promise<Execution> {
  try {
    return await refreshExecution(client, execution, attempt);
  } catch (error) {
    if (isGone(error)) return partialExecution(execution, { about: { gone: newest } });
    throw error;
  }
}

/** Reads the actual state with three calls. The stage states are optional.
 *  @throws errors of the SDK when the actions or the execution cannot be read */
export async function refreshExecution(
  client: CodePipelineClient,
  ref: ExecutionRef,
  attempt: number,
): Promise<Execution> {
  const { pipeline, executionId } = ref;
  const isMe = (summary: PipelineExecutionSummary) => summary.pipelineExecutionId === executionId;
  const [listed, summaries, state] = await Promise.all([
    listActions(client, ref),
    executionPages(client, pipeline).until((found) => found.some(isMe)),
    client.send(new GetPipelineStateCommand({ name: pipeline })).catch(() => undefined),
  ]);
  const me = summaries.find(isMe) ?? (await older(client, ref));

  const actions = listed.flatMap(actionFacts);
  const execution = executionFacts(me, attempt).map((fact) => dated(fact, actions));
  const stages = stageFacts(state?.stageStates ?? [], executionId, attempt, actions, execution);
  return partialExecution(ref, {
    about: {
      ...executionAbout(me),
      before: failuresBefore(summaries, executionId),
      compare: comparedWithLastSuccess(summaries, executionId),
      overtaken: overtakenAt(summaries, executionId),
    },
    facts: [...execution, ...stages, ...actions],
  });
}

/** For an execution that is not among the newest 1,000. This call returns no times. */
async function older(client: CodePipelineClient, ref: ExecutionRef): Promise<PipelineExecutionSummary> {
  const { pipeline: pipelineName, executionId: pipelineExecutionId } = ref;
  const { pipelineExecution } = await client.send(
    new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }),
  );
  const { artifactRevisions: _, ...summary } = pipelineExecution ?? {};
  return summary;
}

function dated(fact: Fact, actions: Fact[]): Fact {
  return fact.at > 0 ? fact : { ...fact, at: Math.max(0, ...actions.map((action) => action.at)) };
}
