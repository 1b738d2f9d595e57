import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  GetPipelineCommand,
  type GetPipelineCommandOutput,
  GetPipelineStateCommand,
  type StageState,
} from '@aws-sdk/client-codepipeline';
import { NoAccess, type Place } from '../../aws/accounts.ts';
import { type ExecutionKey, executionKey, partialExecution } from '../../core/execution/facts.ts';
import type { Input } from '../../core/model/input.ts';
import { isGone } from '../api-error.ts';
import { actionFacts } from '../read/api-records.ts';
import { lifeOf } from '../read/approval-expiry.ts';
import { isTokenOf } from '../read/approval-token.ts';
import { wholeSecond } from '../read/text.ts';
import type { Everywhere } from './all-pipelines.ts';
import { listActions, listRecentActions } from './list-executions.ts';

/** What an approval's SNS message says of whose it is: its token, and no execution. */
export interface Requested {
  region: string;
  approval: {
    pipelineName: string;
    stageName: string;
    actionName: string;
    token: string;
    /** To the minute, `2016-07-07T20:22Z`. */
    expires?: string | undefined;
  };
}
type Approval = Requested['approval'];

export interface Belonging {
  key: ExecutionKey;
  input: Input;
}

/** Milliseconds. What was asked so lately may only not show yet. */
const MAY_LAG = 10 * 60_000;

/** Finds the execution whose waiting run has this token, in whichever account: the message names none. The token is
 *  compared, and not kept.
 *  @returns undefined when none waits for it any more
 *  @throws what the SDK throws, and while it may only not show yet: then the message has to come again */
export async function findExecutionByToken(
  { accounts, clientFor }: Everywhere,
  { region, approval }: Requested,
  now: number,
): Promise<Belonging | undefined> {
  if (!isPossible(region, approval)) return undefined;
  const own: Place = { account: accounts.places[0]?.account ?? '', region };
  const others = accounts.places.filter((one) => one.region === region && one.account !== own.account);
  let failure: unknown;
  for (const one of [own, ...others]) {
    try {
      const found = await belongsIn(clientFor(one), { region, approval }, now);
      if (found) return found;
    } catch (error) {
      // Where nobody lets us in nothing could be answered either.
      if (!(error instanceof NoAccess)) failure ??= error;
    }
  }
  if (failure) throw failure;
  return undefined;
}

async function belongsIn(
  client: CodePipelineClient,
  { region, approval }: Requested,
  now: number,
): Promise<Belonging | undefined> {
  const structure = await structureOf(client, approval.pipelineName);
  if (!structure) return undefined;
  const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name: approval.pipelineName }));
  const runs = (await actionsNear(client, approval, stageStates)).filter(
    (one) => one.stageName === approval.stageName && one.actionName === approval.actionName,
  );
  const run = runs.find((one) => one.status === 'InProgress' && isTokenOf(approval.token, one, stageStates));
  const [, , , home, account] = structure.metadata?.pipelineArn?.split(':') ?? [];
  if (run?.pipelineExecutionId && home && account) {
    const { pipelineName: pipeline } = approval;
    const ref = { account, region: home, pipeline, executionId: run.pipelineExecutionId };
    const execution = partialExecution(ref, { facts: actionFacts(run) });
    return { key: executionKey(ref), input: { type: 'seen', execution } };
  }
  const isOver = runs.some((one) => one.status !== 'InProgress' && isTokenOf(approval.token, one, []));
  if (isOver || now > askedAt(approval, structure) + MAY_LAG) return undefined;
  throw new Error('The approval of this message does not show yet', { cause: { region, ...place(approval) } });
}

function place({ pipelineName, stageName, actionName }: Approval) {
  return { pipelineName, stageName, actionName };
}

/** Whoever may publish to the topic may write anything. */
function isPossible(region: string, approval: Approval): boolean {
  const isRegion = /^[a-z]{2}(-[a-z]+)+-\d+$/.test(region);
  return isRegion && Object.values(place(approval)).every((name) => /^[A-Za-z0-9.@_-]{1,100}$/.test(name));
}

async function structureOf(client: CodePipelineClient, name: string): Promise<GetPipelineCommandOutput | undefined> {
  return client.send(new GetPipelineCommand({ name })).catch((error) => {
    if (isGone(error)) return undefined;
    throw error;
  });
}

/** Of the execution whose token the state shows; where it shows none (PARALLEL), the newest of all. */
function actionsNear(
  client: CodePipelineClient,
  { pipelineName, stageName, actionName, token }: Approval,
  stages: StageState[],
): Promise<ActionExecutionDetail[]> {
  const stage = stages.find((one) => one.stageName === stageName);
  const shown = stage?.actionStates?.find((one) => one.actionName === actionName)?.latestExecution?.token;
  const executionId = stage?.latestExecution?.pipelineExecutionId;
  if (shown !== token || !executionId) return listRecentActions(client, pipelineName);
  return listActions(client, { pipeline: pipelineName, executionId });
}

/** It expires so long after it was asked. Long ago when the message does not tell. */
function askedAt(approval: Approval, structure: GetPipelineCommandOutput): number {
  return wholeSecond(approval.expires) - (lifeOf(approval, structure) ?? 0);
}
