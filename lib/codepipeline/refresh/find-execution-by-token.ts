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
import { partsOfArn } from '../../core/text/arn.ts';
import { isGone } from '../api-error.ts';
import { actionFacts } from '../read/api-records.ts';
import { lifeOf } from '../read/approval-expiry.ts';
import { isTokenOf } from '../read/approval-token.ts';
import { wholeSecond } from '../read/text.ts';
import type { Everywhere } from './all-pipelines.ts';
import { listActions, listRecentActions } from './list-executions.ts';

/** The SNS message of an approval: it has a token, but no execution. */
export interface Requested {
  region: string;
  approval: {
    pipelineName: string;
    stageName: string;
    actionName: string;
    token: string;
    /** To the minute, `2016-07-07T20:22Z`. */
    expires?: string;
  };
}
type Approval = Requested['approval'];

export interface FoundExecution {
  key: ExecutionKey;
  input: Input;
}

/** Milliseconds. A more recent approval may not be listed yet. */
const MAY_LAG = 10 * 60_000;

/** Finds the execution with a waiting run of this token, in any account. The token is compared, never stored.
 *  @throws errors of the SDK, and while the run may not be listed yet: the message must be delivered again */
export async function findExecutionByToken(
  { accounts, clientFor }: Everywhere,
  { region, approval }: Requested,
  now: number,
): Promise<FoundExecution | undefined> {
  if (!isPossible(region, approval)) return undefined;
  const own: Place = { account: accounts.places[0]?.account ?? '', region };
  const others = accounts.places.filter((one) => one.region === region && one.account !== own.account);
  let failure: unknown;
  for (const one of [own, ...others]) {
    try {
      const found = await findIn(clientFor(one), { region, approval }, now);
      if (found) return found;
    } catch (error) {
      // Without access to an account, its approvals could not be answered either.
      if (!(error instanceof NoAccess)) failure ??= error;
    }
  }
  if (failure) throw failure;
  return undefined;
}

async function findIn(
  client: CodePipelineClient,
  { region, approval }: Requested,
  now: number,
): Promise<FoundExecution | undefined> {
  const structure = await structureOf(client, approval.pipelineName);
  if (!structure) return undefined;
  const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name: approval.pipelineName }));
  const runs = (await actionsNear(client, approval, stageStates)).filter(
    (one) => one.stageName === approval.stageName && one.actionName === approval.actionName,
  );
  const run = runs.find((one) => one.status === 'InProgress' && isTokenOf(approval.token, one, stageStates));
  const { region: home, account } = partsOfArn(structure.metadata?.pipelineArn);
  if (run?.pipelineExecutionId && home && account) {
    const { pipelineName: pipeline } = approval;
    const ref = { account, region: home, pipeline, executionId: run.pipelineExecutionId };
    const execution = partialExecution(ref, { facts: actionFacts(run) });
    return { key: executionKey(ref), input: { type: 'seen', execution } };
  }
  const isOver = runs.some((one) => one.status !== 'InProgress' && isTokenOf(approval.token, one, []));
  if (isOver || now > requestedAt(approval, structure) + MAY_LAG) return undefined;
  throw new Error('CodePipeline does not list the approval of this message yet', {
    cause: { region, ...place(approval) },
  });
}

function place({ pipelineName, stageName, actionName }: Approval) {
  return { pipelineName, stageName, actionName };
}

/** Any publisher to the topic can write these values. */
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

/** Actions of the execution that shows this token. In PARALLEL mode none does: take the newest actions. */
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

/** The expiry minus the lifetime. Without an expiry the approval counts as old. */
function requestedAt(approval: Approval, structure: GetPipelineCommandOutput): number {
  return wholeSecond(approval.expires) - (lifeOf(approval, structure) ?? 0);
}
