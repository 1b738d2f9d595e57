import { type CodePipelineClient, GetPipelineCommand, ListTagsForResourceCommand } from '@aws-sdk/client-codepipeline';
import { type Execution, type ExecutionRef, glimpse } from '../core/execution.ts';

export interface Asked {
  version?: number | undefined;
  tags: boolean;
}

/** The pipeline's stages in order, and its tags when asked for.
 *  @throws what the SDK throws */
export async function describe(client: CodePipelineClient, ref: ExecutionRef, asked: Asked): Promise<Execution> {
  const [stages, tags] = await Promise.all([
    readStages(client, ref.pipeline, asked.version),
    asked.tags ? readTags(client, ref) : undefined,
  ]);
  return glimpse(ref, { about: { stages, ...(tags ? { tags } : {}) } });
}

async function readStages(client: CodePipelineClient, name: string, version: number | undefined): Promise<string[]> {
  const { pipeline } = await client.send(new GetPipelineCommand({ name, version }));
  return (pipeline?.stages ?? []).map((stage) => stage.name ?? '');
}

async function readTags(client: CodePipelineClient, ref: ExecutionRef): Promise<Record<string, string>> {
  const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceArn: pipelineArn(ref) }));
  return Object.fromEntries(tags.map(({ key, value }) => [key ?? '', value ?? '']));
}

export function pipelineArn({ account, region, pipeline }: ExecutionRef): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return `arn:${partition}:codepipeline:${region}:${account}:${pipeline}`;
}
