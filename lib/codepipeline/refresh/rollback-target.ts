import {
  type CodePipelineClient,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';

/** Where a stage goes back to. */
export type Target =
  | { type: 'found'; to: string }
  | { type: 'none' }
  /** It was rolled back since somebody asked for it. */
  | { type: 'under way'; by: string; to: string };

interface Asked {
  pipeline: string;
  stage: string;
  /** The execution that was in the stage last. */
  latest: string | undefined;
  at: number;
}

/** The newest execution that went well in the stage before the one that is there. After a roll-back that one is the
 *  target of it: going back twice goes back further, and not to what was left. */
export async function targetOf(client: CodePipelineClient, { pipeline, stage, latest, at }: Asked): Promise<Target> {
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
