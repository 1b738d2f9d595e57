import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { type Execution, type ExecutionRef, glimpse } from '../core/execution.ts';
import { actionFacts, executionAbout, executionFacts, failuresBefore, stageFacts } from './listed.ts';

/** Beyond so many pages of a hundred actions nobody reads on. */
const MAX_PAGES = 10;

/** What is really so, from three calls. A stage's state is worth having but not worth failing for.
 *  @throws what the SDK throws when the actions or the execution cannot be read */
export async function recount(client: CodePipelineClient, ref: ExecutionRef): Promise<Execution> {
  const { pipeline, executionId } = ref;
  const [listed, recent, state] = await Promise.all([
    listActions(client, ref),
    client.send(new ListPipelineExecutionsCommand({ pipelineName: pipeline, maxResults: 100 })),
    client.send(new GetPipelineStateCommand({ name: pipeline })).catch(() => undefined),
  ]);
  const summaries = recent.pipelineExecutionSummaries ?? [];
  const me = summaries.find((summary) => summary.pipelineExecutionId === executionId) ?? (await older(client, ref));

  const execution = executionFacts(me);
  const actions = listed.flatMap(actionFacts);
  const stages = stageFacts(state?.stageStates ?? [], executionId, actions, execution);
  return glimpse(ref, {
    about: { ...executionAbout(me), before: failuresBefore(summaries, executionId) },
    facts: [...execution, ...stages, ...actions],
  });
}

async function listActions(client: CodePipelineClient, ref: ExecutionRef): Promise<ActionExecutionDetail[]> {
  const found: ActionExecutionDetail[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await client.send(
      new ListActionExecutionsCommand({
        pipelineName: ref.pipeline,
        filter: { pipelineExecutionId: ref.executionId },
        maxResults: 100,
        nextToken,
      }),
    );
    found.push(...(answer.actionExecutionDetails ?? []));
    nextToken = answer.nextToken;
    if (nextToken === undefined) break;
  }
  return found;
}

/** More than a hundred executions began since: asked for by name, which tells no times. */
async function older(client: CodePipelineClient, ref: ExecutionRef): Promise<PipelineExecutionSummary> {
  const { pipeline: pipelineName, executionId: pipelineExecutionId } = ref;
  const { pipelineExecution } = await client.send(
    new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }),
  );
  const { artifactRevisions: _, ...summary } = pipelineExecution ?? {};
  return summary;
}
