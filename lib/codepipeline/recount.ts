import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { type Execution, type ExecutionRef, type Fact, glimpse } from '../core/execution.ts';
import { actionFacts, executionAbout, executionFacts, failuresBefore, stageFacts } from './listed.ts';

/** Of a hundred actions, or executions, each. Nobody reads on behind them. */
const MAX_PAGES = 10;

/** What is really so, from three calls. A stage's state is worth having but not worth failing for.
 *  @param attempt which attempt we know the execution to be in
 *  @throws what the SDK throws when the actions or the execution cannot be read */
export async function recount(client: CodePipelineClient, ref: ExecutionRef, attempt: number): Promise<Execution> {
  const { pipeline, executionId } = ref;
  const [listed, summaries, state] = await Promise.all([
    listActions(client, ref),
    listExecutions(client, ref),
    client.send(new GetPipelineStateCommand({ name: pipeline })).catch(() => undefined),
  ]);
  const me = summaries.find((summary) => summary.pipelineExecutionId === executionId) ?? (await older(client, ref));

  const actions = listed.flatMap(actionFacts);
  const execution = executionFacts(me, attempt).map((fact) => dated(fact, actions));
  const stages = stageFacts(state?.stageStates ?? [], executionId, attempt, actions, execution);
  return glimpse(ref, {
    about: { ...executionAbout(me), before: failuresBefore(summaries, executionId) },
    facts: [...execution, ...stages, ...actions],
  });
}

async function listActions(client: CodePipelineClient, ref: ExecutionRef): Promise<ActionExecutionDetail[]> {
  const filter = { pipelineExecutionId: ref.executionId };
  return pages(async (nextToken) => {
    const list = new ListActionExecutionsCommand({ pipelineName: ref.pipeline, filter, maxResults: 100, nextToken });
    const { actionExecutionDetails = [], ...answer } = await client.send(list);
    return { items: actionExecutionDetails, nextToken: answer.nextToken };
  });
}

/** The newest, as far back as this one. */
async function listExecutions(client: CodePipelineClient, ref: ExecutionRef): Promise<PipelineExecutionSummary[]> {
  return pages(async (token) => {
    const list = new ListPipelineExecutionsCommand({ pipelineName: ref.pipeline, maxResults: 100, nextToken: token });
    const { pipelineExecutionSummaries: items = [], nextToken } = await client.send(list);
    const isFound = items.some((summary) => summary.pipelineExecutionId === ref.executionId);
    return { items, nextToken: isFound ? undefined : nextToken };
  });
}

async function pages<T>(
  read: (token?: string) => Promise<{ items: T[]; nextToken?: string | undefined }>,
): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { items, nextToken } = await read(token);
    found.push(...items);
    if (nextToken === undefined) break;
    token = nextToken;
  }
  return found;
}

/** Not among the newest thousand: asked for by name, which tells no times. */
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
