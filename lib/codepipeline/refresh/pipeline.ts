import { type CodePipelineClient, GetPipelineCommand, ListTagsForResourceCommand } from '@aws-sdk/client-codepipeline';
import {
  type Execution,
  type ExecutionDetails,
  type ExecutionRef,
  partialExecution,
} from '../../core/execution/facts.ts';
import { partitionOf } from '../../core/execution/partition.ts';
import type { PipelineRef } from '../../core/freeze/transitions.ts';
import type { RefreshPipeline } from '../../core/model/effect.ts';
import { assertAccount } from '../assert-account.ts';

export async function refreshPipeline(
  client: CodePipelineClient,
  effect: Pick<RefreshPipeline, 'what' | 'execution' | 'version'>,
) {
  const { what, execution: ref, version } = effect;
  const about = what === 'stages' ? await readStructure(client, ref, version) : { tags: await readTags(client, ref) };
  return partialExecution(ref, { about }) satisfies Execution;
}

async function readStructure(
  client: CodePipelineClient,
  ref: ExecutionRef,
  version: number | undefined,
): Promise<Pick<ExecutionDetails, 'stages' | 'mode'>> {
  const { pipeline, metadata } = await client.send(new GetPipelineCommand({ name: ref.pipeline, version }));
  assertAccount(ref, metadata?.pipelineArn);
  return { stages: (pipeline?.stages ?? []).map((stage) => stage.name ?? ''), mode: pipeline?.executionMode };
}

export async function readTags(client: CodePipelineClient, ref: PipelineRef): Promise<Record<string, string>> {
  const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceArn: pipelineArn(ref) }));
  return Object.fromEntries(tags.map(({ key, value }) => [key ?? '', value ?? '']));
}

export function pipelineArn({ account, region, pipeline }: PipelineRef): string {
  return `arn:${partitionOf(region).id}:codepipeline:${region}:${account}:${pipeline}`;
}
