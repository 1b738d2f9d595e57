import {
  type CodePipelineClient,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';

export type Target =
  | { type: 'found'; to: string }
  | { type: 'none' }
  /** The stage was rolled back after the command. */
  | { type: 'under way'; by: string; to: string };

interface Question {
  pipeline: string;
  stage: string;
  latest: string | undefined;
  at: number;
}

/** The newest execution that succeeded in the stage before the current one. After a roll-back its target is the current
 *  one: a second roll-back goes further back, never to the execution that the first one left. */
export async function targetOf(client: CodePipelineClient, { pipeline, stage, latest, at }: Question): Promise<Target> {
  const list = (succeededIn?: string) => executions(client, pipeline, succeededIn);
  const [all, good] = await Promise.all([list(), list(stage)]);
  const there = all.find(({ pipelineExecutionId }) => pipelineExecutionId === latest);
  const wentBackTo = there?.rollbackMetadata?.rollbackTargetPipelineExecutionId;
  if (there && latest && wentBackTo !== undefined && startOf(there) >= at) {
    return { type: 'under way', by: latest, to: wentBackTo };
  }
  const current = all.find(({ pipelineExecutionId }) => pipelineExecutionId === wentBackTo) ?? there;
  const before = current ? startOf(current) : Number.POSITIVE_INFINITY;
  const earlier = good.filter((one) => startOf(one) < before && one.executionType !== 'ROLLBACK');
  const [to] = earlier.sort((a, b) => startOf(b) - startOf(a)).flatMap((one) => one.pipelineExecutionId ?? []);
  return to === undefined ? { type: 'none' } : { type: 'found', to };
}

async function executions(client: CodePipelineClient, pipelineName: string, stageName: string | undefined) {
  const filter = stageName === undefined ? {} : { filter: { succeededInStage: { stageName } } };
  const listed = await client.send(new ListPipelineExecutionsCommand({ pipelineName, maxResults: 100, ...filter }));
  return listed.pipelineExecutionSummaries ?? [];
}

function startOf({ startTime }: PipelineExecutionSummary): number {
  return startTime?.getTime() ?? 0;
}
