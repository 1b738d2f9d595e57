import {
  type CodePipelineClient,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  RetryStageExecutionCommand,
  RollbackStageCommand,
  type StageState,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import type { CommandResult } from '../../core/command/shared-state.ts';
import type { Operate } from '../../core/model/effect.ts';
import { type Input, outcome } from '../../core/model/input.ts';
import { truncate } from '../../core/text/truncate.ts';
import { failed, isPermanent, isRefused, nameOf, whyOf } from '../api-error.ts';
import { assertAccount } from '../assert-account.ts';
import { targetOf } from '../refresh/rollback-target.ts';

/** The same client twice: with `once` nothing is sent again by the SDK, since what happened in between would count. */
export interface Clients {
  client: CodePipelineClient;
  once: CodePipelineClient;
}

/** What came of it: which execution it was about, and in words what was done, or why nothing was. */
type Came = { executionId: string; did: string; told: string } | { because: string };

/** Does to a pipeline what somebody may do to it, once: whose it is, and what may have been done by a worker that died,
 *  is looked at first. What AWS says no to is said in words; anything else is tried again.
 *  @throws what the SDK throws before anything was changed */
export async function operate(clients: Clients, effect: Operate, now: () => number): Promise<Input[]> {
  try {
    const { metadata } = await clients.client.send(new GetPipelineCommand({ name: effect.pipeline.pipeline }));
    assertAccount(effect.pipeline, metadata?.pipelineArn);
    return settled(effect, await act(clients, effect), now());
  } catch (error) {
    const isFinal = isPermanent(error) && nameOf(error) !== 'ConflictException';
    if (isFinal)
      return settled(effect, { because: `AWS does not ${buttonCommand[effect.what]}: ${whyOf(error)}` }, now());
    return failed(effect, error, { lasting: false, unsure: !isRefused(error) });
  }
}

const buttonCommand = { release: 'release it', stop: 'stop it', retry: 'retry it', rollback: 'roll it back' } as const;

async function act(clients: Clients, effect: Operate): Promise<Came> {
  switch (effect.what) {
    case 'release':
      return release(clients, effect);
    case 'stop':
      return stop(clients, effect);
    case 'retry':
      return retry(clients, effect);
    case 'rollback':
      return rollback(clients, effect);
    default:
      return effect.what satisfies never;
  }
}

/** AWS knows the token again, so it starts one execution whatever is sent twice. */
async function release({ client }: Clients, { pipeline, id }: Operate): Promise<Came> {
  const clientRequestToken = id.replaceAll(/[^a-zA-Z0-9-]/g, '-').slice(0, 128);
  const start = new StartPipelineExecutionCommand({ name: pipeline.pipeline, clientRequestToken });
  const { pipelineExecutionId = '' } = await client.send(start);
  return {
    executionId: pipelineExecutionId,
    did: `released ${pipeline.pipeline}`,
    told: `${pipeline.pipeline} is released: execution ${pipelineExecutionId}.`,
  };
}

const REASON = 200;

async function stop({ client, once }: Clients, effect: Operate): Promise<Came> {
  const { pipeline, execution: id = '', by, reason = '' } = effect;
  const which = { pipelineName: pipeline.pipeline, pipelineExecutionId: id };
  const { pipelineExecution } = await client.send(new GetPipelineExecutionCommand(which));
  const { status } = pipelineExecution ?? {};
  const came = {
    executionId: id,
    did: `stopped execution ${id.slice(0, 8)} of ${pipeline.pipeline}: ${reason}`,
    told: `Execution ${id} of ${pipeline.pipeline} stops when the actions that run are through.`,
  };
  if (status === 'Stopping' || status === 'Stopped') return already(effect, came, 'It was stopped already.');
  await once.send(
    new StopPipelineExecutionCommand({ ...which, abandon: false, reason: truncate(`${by}: ${reason}`, REASON) }),
  );
  return came;
}

async function retry({ client, once }: Clients, effect: Operate): Promise<Came> {
  const { pipeline, stage = '', execution: id = '', at } = effect;
  const shown = await readStage(client, effect);
  const { latestExecution: latest } = shown ?? {};
  if (latest && latest.pipelineExecutionId !== id) {
    return { because: `A newer execution has come to ${stage} of ${pipeline.pipeline}; the older one is not retried.` };
  }
  const came = {
    executionId: id,
    did: `retried ${stage} of ${pipeline.pipeline}`,
    told: `What failed in ${stage} of ${pipeline.pipeline} runs again.`,
  };
  if (latest?.status === 'InProgress' || latest?.status === 'Succeeded') {
    return already(effect, came, `Nothing failed in ${stage} of ${pipeline.pipeline} any more.`);
  }
  if (failedAt(shown) > at + CLOCKS) {
    return already(effect, came, `${stage} of ${pipeline.pipeline} failed after you asked: look at that first.`);
  }
  await once.send(
    new RetryStageExecutionCommand({
      pipelineName: pipeline.pipeline,
      stageName: stage,
      pipelineExecutionId: id,
      retryMode: 'FAILED_ACTIONS',
    }),
  );
  return came;
}

async function rollback({ client, once }: Clients, effect: Operate): Promise<Came> {
  const { pipeline, stage = '', execution, at } = effect;
  const latest = (await readStage(client, effect))?.latestExecution?.pipelineExecutionId;
  const target = await targetOf(client, { pipeline: pipeline.pipeline, stage, latest, at });
  const said = (executionId: string, to: string) => ({
    executionId,
    did: `rolled ${stage} of ${pipeline.pipeline} back to execution ${to.slice(0, 8)}`,
    told: `${stage} of ${pipeline.pipeline} is rolled back to execution ${to}, the last that went well there before.`,
  });
  if (target.type === 'under way') {
    return already(effect, said(target.by, target.to), `${stage} of ${pipeline.pipeline} was rolled back just now.`);
  }
  if (execution !== undefined && latest !== execution) {
    return { because: `A newer execution has come to ${stage} of ${pipeline.pipeline}; nothing is rolled back.` };
  }
  if (target.type === 'none') {
    return {
      because: `No earlier execution went well in ${stage} of ${pipeline.pipeline}: there is nothing to go back to.`,
    };
  }
  const back = new RollbackStageCommand({
    pipelineName: pipeline.pipeline,
    stageName: stage,
    targetPipelineExecutionId: target.to,
  });
  const { pipelineExecutionId = '' } = await once.send(back);
  return said(pipelineExecutionId, target.to);
}

async function readStage(client: CodePipelineClient, { pipeline, stage }: Operate): Promise<StageState | undefined> {
  const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name: pipeline.pipeline }));
  return stageStates.find(({ stageName }) => stageName === stage);
}

/** Milliseconds: Slack tells when a command was typed in whole seconds. */
const CLOCKS = 1_000;

function failedAt(stage: StageState | undefined): number {
  const failures = (stage?.actionStates ?? []).filter(({ latestExecution: one }) => one?.status === 'Failed');
  return Math.max(0, ...failures.map(({ latestExecution: one }) => one?.lastStatusChange?.getTime() ?? 0));
}

/** Found done: by us, when a worker before this one may have died after doing it. */
function already({ maybeSince }: Operate, came: Exclude<Came, { because: string }>, because: string): Came {
  return maybeSince === undefined ? { because: `${because} Nothing was done.` } : came;
}

function settled(effect: Operate, came: Came, at: number): Input[] {
  const { id, policy, user, channels, pipeline, stage = '', digest } = effect;
  const ruled: CommandResult =
    'because' in came
      ? { type: 'refused', because: came.because, policy, about: [] }
      : {
          type: 'done',
          because: came.told,
          policy,
          announce: { text: `<@${user}> ${came.did}.`, channels },
          about: [{ ...pipeline, executionId: came.executionId, stage }],
        };
  return [{ type: 'ordered', board: { ruled: { [id]: [at, ruled] } } }, outcome(effect, { done: true, digest })];
}
