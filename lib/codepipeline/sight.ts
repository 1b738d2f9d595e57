import {
  type CodePipelineClient,
  GetPipelineCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  type StageState,
} from '@aws-sdk/client-codepipeline';
import type { PipelineSight, Sight as Seen, StageSight } from '../core/board.ts';
import type { Sight } from '../core/effect.ts';
import type { PipelineRef } from '../core/gates.ts';
import { matches } from '../core/glob.ts';
import { type Input, outcome } from '../core/input.ts';
import { readTags } from './describe.ts';
import { isGone } from './failure.ts';
import { rollCall } from './roll-call.ts';

/** As many as anybody reads. */
const SHOWN = 10;

/** How pipelines stand, for somebody who asked, or who wants to do something to one.
 *  @throws what the SDK throws; that there is no such pipeline is an answer */
export async function sight(client: CodePipelineClient, effect: Sight, now: () => number): Promise<Input[]> {
  const asOf = now();
  const names = await namesOf(client, effect.pipelines);
  const found = await Promise.all(names.slice(0, SHOWN).map((name) => read(client, name, effect)));
  const seen: Seen = {
    pipelines: found.flatMap((pipeline) => pipeline ?? []),
    more: Math.max(0, names.length - SHOWN),
  };
  return [
    { type: 'ordered', board: { sights: { [effect.id]: [asOf, seen] } } },
    outcome(effect, { done: true, digest: effect.digest }),
  ];
}

/** A name needs no list. */
async function namesOf(client: CodePipelineClient, patterns: string[]): Promise<string[]> {
  if (patterns.every((pattern) => !/[*?]/.test(pattern))) return patterns;
  const all = (await rollCall(client)).map(({ pipeline }) => pipeline);
  return all.filter((name) => patterns.some((pattern) => matches(pattern, name))).sort();
}

/** Undefined when there is none. */
async function read(client: CodePipelineClient, name: string, effect: Sight): Promise<PipelineSight | undefined> {
  try {
    const [{ pipeline, metadata }, { stageStates = [] }, running] = await Promise.all([
      client.send(new GetPipelineCommand({ name })),
      client.send(new GetPipelineStateCommand({ name })),
      effect.running ? runningIn(client, name) : [],
    ]);
    const [, , , region = '', account = ''] = metadata?.pipelineArn?.split(':') ?? [];
    const ref: PipelineRef = { account, region, pipeline: name };
    const tags = effect.tags ? await tagsOf(client, ref) : undefined;
    return { ref, tags, mode: pipeline?.executionMode, stages: stageStates.flatMap(stageOf), running };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** What goes by tags is forbidden then; the rest can be told. */
async function tagsOf(client: CodePipelineClient, ref: PipelineRef): Promise<Record<string, string> | undefined> {
  return readTags(client, ref).catch(() => undefined);
}

async function runningIn(client: CodePipelineClient, pipelineName: string): Promise<string[]> {
  const listed = await client.send(new ListPipelineExecutionsCommand({ pipelineName, maxResults: 100 }));
  const all = listed.pipelineExecutionSummaries ?? [];
  return all.flatMap(({ status, pipelineExecutionId: id }) => (status === 'InProgress' && id ? [id] : []));
}

function stageOf(state: StageState, index: number): StageSight[] {
  const { stageName: name, latestExecution, inboundTransitionState: transition, inboundExecutions } = state;
  if (name === undefined) return [];
  const isClosed = index > 0 && transition?.enabled === false;
  return [
    {
      name,
      status: latestExecution?.status,
      executionId: latestExecution?.pipelineExecutionId,
      ...(isClosed ? { closed: true, reason: transition.disabledReason } : {}),
      waiting: inboundExecutions?.length ?? 0,
    },
  ];
}
