import {
  type CodePipelineClient,
  GetPipelineCommand,
  type PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { deploymentHistory, type PastDeployment } from '../read/deployment-history.ts';
import { deployingStages } from './deployments.ts';
import { executionPages, listActions } from './list-executions.ts';

export interface History {
  stages: string[];
  deployments: PastDeployment[];
}

/** What ran in the stages of a pipeline, as far back as CodePipeline lists it (twelve months).
 *  @param stage all stages that deploy if it is absent
 *  @param since milliseconds: nothing older is read, but the deployment that ran then
 *  @throws errors of the SDK */
export async function readDeploymentHistory(
  client: CodePipelineClient,
  name: string,
  stage: string | undefined,
  since: number,
): Promise<History> {
  const { pipeline } = await client.send(new GetPipelineCommand({ name }));
  const stages = deployingStages(pipeline);
  const wanted = stage === undefined ? stages : [stage];
  const all = executionPages(client, name);
  const histories = await Promise.all(
    wanted.map(async (stageName) => {
      const pages = executionPages(client, name, { succeededInStage: { stageName } });
      const found = await pages.until((some) => some.filter((one) => endOf(one) < since).length >= BASES);
      return { stageName, ids: idsOf(from(found, since)) };
    }),
  );
  const ids = [...new Set(histories.flatMap((one) => one.ids))];
  const actions = (await inTurn(ids, (executionId) => listActions(client, { pipeline: name, executionId }))).flat();
  const executions = await all.until((some) => ids.every((id) => idsOf(some).includes(id)) && hasTargets(some, ids));
  const deployments = histories.flatMap((one) => deploymentHistory(one.stageName, executions, one.ids, actions));
  return { stages, deployments };
}

/** Which of the older executions succeeded in the stage last is known when their actions are read. */
const BASES = 3;

function from(found: PipelineExecutionSummary[], since: number): PipelineExecutionSummary[] {
  const older = found.filter((one) => endOf(one) < since).sort((a, b) => endOf(b) - endOf(a));
  return [...found.filter((one) => endOf(one) >= since), ...older.slice(0, BASES)];
}

function endOf({ lastUpdateTime }: PipelineExecutionSummary): number {
  return lastUpdateTime?.getTime() ?? 0;
}

function idsOf(executions: PipelineExecutionSummary[]): string[] {
  return executions.flatMap(({ pipelineExecutionId }) => pipelineExecutionId ?? []);
}

/** The revisions of a roll-back are those of its target. */
function hasTargets(executions: PipelineExecutionSummary[], ids: string[]): boolean {
  const known = idsOf(executions);
  return executions
    .filter(({ pipelineExecutionId = '' }) => ids.includes(pipelineExecutionId))
    .flatMap(({ rollbackMetadata }) => rollbackMetadata?.rollbackTargetPipelineExecutionId ?? [])
    .every((target) => known.includes(target));
}

const LANES = 4;

async function inTurn<T, R>(items: T[], read: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += LANES) {
    results.push(...(await Promise.all(items.slice(from, from + LANES).map(read))));
  }
  return results;
}
