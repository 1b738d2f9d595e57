import {
  type CodePipelineClient,
  GetPipelineCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  type StageState,
} from '@aws-sdk/client-codepipeline';
import type { Accounts, Place } from '../../aws/accounts.ts';
import type { PipelineSnapshot, StatusSnapshot as Seen, StageSnapshot } from '../../core/command/shared-state.ts';
import type { PipelineRef } from '../../core/freeze/transitions.ts';
import type { RefreshStatus } from '../../core/model/effect.ts';
import { type Input, outcome } from '../../core/model/input.ts';
import { partsOfArn } from '../../core/text/arn.ts';
import { matches } from '../../core/text/glob.ts';
import { isGone } from '../api-error.ts';
import { calledIn, type Everywhere, listAllPipelines } from './all-pipelines.ts';
import { readTags } from './pipeline.ts';

const SHOWN = 10;

/** One name may exist in several places, and an unreadable place does not hide the others.
 *  @throws errors of the SDK when no place can be read; a missing pipeline is a result */
export async function refreshStatus(
  everywhere: Everywhere,
  effect: RefreshStatus,
  now: () => number,
): Promise<Input[]> {
  const { accounts } = everywhere;
  const { where = [] } = effect;
  const asOf = now();
  const listed = await calledIn(everywhere, placesOf(where, accounts), async (client, place) =>
    (await namesOf(client, effect.pipelines)).map((name) => ({ name, place })),
  );
  const names = [...new Set(listed.found.map(({ name }) => name))].sort();
  const shown = listed.found.filter(({ name }) => names.indexOf(name) < SHOWN);
  const read = await calledIn(everywhere, [...new Set(shown.map(({ place }) => place))], async (client, place) => {
    const here = shown.filter((one) => one.place === place);
    return Promise.all(here.map(({ name }) => readPipeline(client, name, effect)));
  });
  const found = read.found.flatMap((pipeline): PipelineSnapshot[] =>
    pipeline && isMeant(where, pipeline.ref, accounts)
      ? [{ ...pipeline, accountName: accounts.nameOf(pipeline.ref.account) }]
      : [],
  );
  const seen: Seen = {
    pipelines: found.sort((a, b) => names.indexOf(a.ref.pipeline) - names.indexOf(b.ref.pipeline)),
    more: Math.max(0, names.length - SHOWN),
    unread: [...listed.unread, ...read.unread],
  };
  return [
    { type: 'ordered', board: { sights: { [effect.id]: [asOf, seen] } } },
    outcome(effect, { done: true, digest: effect.digest }),
  ];
}

/** A button names its account and Region, which need not be served now. */
function placesOf(where: string[], accounts: Accounts): Place[] {
  const [account = '', region = '', ...more] = where;
  if (/^\d{12}$/.test(account) && region !== '' && more.length === 0) return [{ account, region }];
  return accounts.places.filter((place) => isMeant(where, place, accounts));
}

/** Each word is an account, its name or a Region. An unknown part of the worker's own place matches any word. */
function isMeant(where: string[], { account, region }: Place, accounts: Accounts): boolean {
  const words = [account, region, accounts.nameOf(account)];
  return where.every((word) => words.includes(word) || words.includes(''));
}

async function namesOf(client: CodePipelineClient, patterns: string[]): Promise<string[]> {
  if (patterns.every((pattern) => !/[*?]/.test(pattern))) return patterns;
  const all = (await listAllPipelines(client)).map(({ pipeline }) => pipeline);
  return all.filter((name) => patterns.some((pattern) => matches(pattern, name)));
}

async function readPipeline(
  client: CodePipelineClient,
  name: string,
  effect: RefreshStatus,
): Promise<PipelineSnapshot | undefined> {
  try {
    const [{ pipeline, metadata }, { stageStates = [] }, running] = await Promise.all([
      client.send(new GetPipelineCommand({ name })),
      client.send(new GetPipelineStateCommand({ name })),
      effect.running ? runningIn(client, name) : [],
    ]);
    const { region, account } = partsOfArn(metadata?.pipelineArn);
    const ref: PipelineRef = { account, region, pipeline: name };
    const tags = effect.tags ? await tagsOf(client, ref) : undefined;
    return { ref, tags, mode: pipeline?.executionMode, stages: stageStates.flatMap(stageOf), running };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Without tags, permissions by tag are denied; the rest can still be shown. */
async function tagsOf(client: CodePipelineClient, ref: PipelineRef): Promise<Record<string, string> | undefined> {
  return readTags(client, ref).catch(() => undefined);
}

async function runningIn(client: CodePipelineClient, pipelineName: string): Promise<string[]> {
  const listed = await client.send(new ListPipelineExecutionsCommand({ pipelineName, maxResults: 100 }));
  const all = listed.pipelineExecutionSummaries ?? [];
  return all.flatMap(({ status, pipelineExecutionId: id }) => (status === 'InProgress' && id ? [id] : []));
}

function stageOf(state: StageState, index: number): StageSnapshot[] {
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
