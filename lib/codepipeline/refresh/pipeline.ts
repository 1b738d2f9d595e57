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
import { configuredBranches } from '../read/source-branches.ts';

type Structure = Pick<ExecutionDetails, 'stages' | 'actions' | 'mode' | 'configured'>;

/** Structures by pipeline and version: an edit makes a new version. */
export type Structures = Map<string, Structure>;

/** For one worker. */
const MOST_STRUCTURES = 1_000;

export async function refreshPipeline(
  client: CodePipelineClient,
  { what, execution: ref, version }: Pick<RefreshPipeline, 'what' | 'execution' | 'version'>,
  structures: Structures,
) {
  if (what === 'tags') return partialExecution(ref, { about: { tags: await readTags(client, ref) } });
  const key = `${pipelineArn(ref)} ${version}`;
  const about = structures.get(key) ?? (await readStructure(client, ref, version));
  if (structures.size >= MOST_STRUCTURES) structures.clear();
  if (version !== undefined) structures.set(key, about);
  return partialExecution(ref, { about }) satisfies Execution;
}

async function readStructure(
  client: CodePipelineClient,
  ref: ExecutionRef,
  version: number | undefined,
): Promise<Structure> {
  const { pipeline, metadata } = await client.send(new GetPipelineCommand({ name: ref.pipeline, version }));
  assertAccount(ref, metadata?.pipelineArn);
  const { stages = [], executionMode: mode } = pipeline ?? {};
  const actions = stages.reduce((sum, stage) => sum + (stage.actions ?? []).length, 0);
  const configured = configuredBranches({ stages });
  return { stages: stages.map((stage) => stage.name ?? ''), actions, mode, configured };
}

export async function readTags(client: CodePipelineClient, ref: PipelineRef): Promise<Record<string, string>> {
  const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceArn: pipelineArn(ref) }));
  return Object.fromEntries(tags.map(({ key, value }) => [key ?? '', value ?? '']));
}

export function pipelineArn({ account, region, pipeline }: PipelineRef): string {
  return `arn:${partitionOf(region).id}:codepipeline:${region}:${account}:${pipeline}`;
}
