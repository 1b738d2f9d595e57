import type { CodePipelineClient, PipelineDeclaration, StageState } from '@aws-sdk/client-codepipeline';
import type { Deployment } from '../../core/where/deployment.ts';
import { executionPages, listRecentActions } from './list-executions.ts';

/** What each stage that deploys runs now. In PARALLEL mode a stage has no current execution.
 *  @throws errors of the SDK */
export async function readDeployments(
  client: CodePipelineClient,
  name: string,
  declaration: PipelineDeclaration | undefined,
  states: StageState[],
): Promise<Deployment[]> {
  const deploying = deployingStages(declaration);
  if (deploying.length === 0 || declaration?.executionMode === 'PARALLEL') return [];
  const { deploymentsIn, hasSucceeded, originOf } = await import('../read/deployments.ts');
  const unclear = deploying.filter((stage) => !hasSucceeded(states.find(({ stageName }) => stageName === stage)));
  const [actions, succeeded] = await Promise.all([
    listRecentActions(client, name),
    Promise.all(unclear.map(async (stage) => [stage, await succeededIn(client, name, stage)] as const)),
  ]);
  const listed = { states, executions: [], actions, succeeded: new Map(succeeded) };
  const wanted = deploymentsIn(deploying, listed).flatMap(({ current }) => current?.executionId ?? []);
  const executions = await executionPages(client, name).until((found) =>
    wanted.every((id) => originOf(id, { executions: found })?.sourceRevisions !== undefined),
  );
  return deploymentsIn(deploying, { ...listed, executions });
}

export function deployingStages(declaration: PipelineDeclaration | undefined): string[] {
  const stages = declaration?.stages ?? [];
  const deploys = stages.filter(({ actions = [] }) => actions.some((one) => one.actionTypeId?.category === 'Deploy'));
  return deploys.flatMap(({ name }) => name ?? []);
}

async function succeededIn(client: CodePipelineClient, name: string, stageName: string): Promise<string[]> {
  const found = await executionPages(client, name, { succeededInStage: { stageName } }).until(
    (some) => some.length > 0,
  );
  return found.flatMap(({ pipelineExecutionId }) => pipelineExecutionId ?? []);
}
