import {
  type CodePipelineClient,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  type PipelineDeclaration,
  RetryStageExecutionCommand,
  RollbackStageCommand,
  type StageState,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import type { CommandResult } from '../../core/command/shared-state.ts';
import type { Operate } from '../../core/model/effect.ts';
import { type Input, outcome } from '../../core/model/input.ts';
import { truncate } from '../../core/text/truncate.ts';
import { failed, isPermanent, isRefused, nameOf, whyOf } from '../api-error.ts';
import { assertAccount } from '../assert-account.ts';
import { seenConditions } from '../read/stage-conditions.ts';
import { targetOf } from '../refresh/rollback-target.ts';
import { already, CLOCKS } from './already.ts';
import {
  alreadyRolledBack,
  alreadyStopped,
  failedSince,
  newerExecution,
  noRollbackTarget,
  notFailedNow,
  refusedByAws,
  retried,
  rolledBack,
  stopped,
} from './messages.ts';
import { release } from './release.ts';

/** `once` never sends a call again, because a change by others in between would count. */
export interface Clients {
  client: CodePipelineClient;
  once: CodePipelineClient;
}

/** `because` is the reason why nothing was done. */
export type Result = { executionId: string; announcement: string; answer: string } | { because: string };

/** Runs one command once. It first checks the account, and the work of a worker that may have died. */
export async function operate(clients: Clients, effect: Operate, now: () => number): Promise<Input[]> {
  let mayHaveActed = false;
  try {
    const { metadata, pipeline } = await clients.client.send(
      new GetPipelineCommand({ name: effect.pipeline.pipeline }),
    );
    assertAccount(effect.pipeline, metadata?.pipelineArn);
    mayHaveActed = true;
    return settled(effect, await act(clients, effect, pipeline), now());
  } catch (error) {
    const isFinal = isPermanent(error) && nameOf(error) !== 'ConflictException';
    if (isFinal) return settled(effect, { because: refusedByAws(effect.what, whyOf(error)) }, now());
    return failed(effect, error, { lasting: false, unsure: mayHaveActed && !isRefused(error) });
  }
}

async function act(clients: Clients, effect: Operate, declaration: PipelineDeclaration | undefined): Promise<Result> {
  switch (effect.what) {
    case 'release':
      return release(clients.client, effect, declaration);
    case 'stop':
      return stop(clients, effect);
    case 'retry':
      return retry(clients, effect);
    case 'rollback':
      return rollback(clients, effect);
    case 'override-condition': {
      const { condition: { type, run } = { type: 'BEFORE_ENTRY' } } = effect;
      const { overrideCondition } = await import('./override-condition.ts');
      const seen = seenConditions(await readStage(clients.client, effect), type);
      return overrideCondition(clients.once, { ...effect, condition: { type, run } }, seen);
    }
    default:
      return effect.what satisfies never;
  }
}

const REASON = 200;

async function stop({ client, once }: Clients, effect: Operate): Promise<Result> {
  const { pipeline, execution: id = '', by, reason = '' } = effect;
  const which = { pipelineName: pipeline.pipeline, pipelineExecutionId: id };
  const { pipelineExecution } = await client.send(new GetPipelineExecutionCommand(which));
  const { status } = pipelineExecution ?? {};
  const result = { executionId: id, ...stopped(pipeline.pipeline, id, reason) };
  if (status === 'Stopping' || status === 'Stopped') return already(effect, result, alreadyStopped);
  await once.send(
    new StopPipelineExecutionCommand({ ...which, abandon: false, reason: truncate(`${by}: ${reason}`, REASON) }),
  );
  return result;
}

async function retry({ client, once }: Clients, effect: Operate): Promise<Result> {
  const { pipeline, stage = '', execution: id = '', at } = effect;
  const where = { stage, pipeline: pipeline.pipeline };
  const shown = await readStage(client, effect);
  const { latestExecution: latest } = shown ?? {};
  if (latest && latest.pipelineExecutionId !== id) {
    return { because: newerExecution(where, 'retry') };
  }
  const result = { executionId: id, ...retried(where) };
  if (latest?.status === 'InProgress' || latest?.status === 'Succeeded') {
    return already(effect, result, notFailedNow(where));
  }
  if (failedAt(shown) > at + CLOCKS) {
    return already(effect, result, failedSince(where));
  }
  await once.send(
    new RetryStageExecutionCommand({
      pipelineName: pipeline.pipeline,
      stageName: stage,
      pipelineExecutionId: id,
      retryMode: 'FAILED_ACTIONS',
    }),
  );
  return result;
}

async function rollback({ client, once }: Clients, effect: Operate): Promise<Result> {
  const { pipeline, stage = '', execution, at } = effect;
  const latest = (await readStage(client, effect))?.latestExecution?.pipelineExecutionId;
  const target = await targetOf(client, { pipeline: pipeline.pipeline, stage, latest, at });
  const where = { stage, pipeline: pipeline.pipeline };
  const done = (executionId: string, to: string) => ({ executionId, ...rolledBack(where, to) });
  if (target.type === 'under way') {
    return already(effect, done(target.by, target.to), alreadyRolledBack(where));
  }
  if (execution !== undefined && latest !== execution) {
    return { because: newerExecution(where, 'rollback') };
  }
  if (target.type === 'none') {
    return { because: noRollbackTarget(where) };
  }
  const back = new RollbackStageCommand({
    pipelineName: pipeline.pipeline,
    stageName: stage,
    targetPipelineExecutionId: target.to,
  });
  const { pipelineExecutionId = '' } = await once.send(back);
  return done(pipelineExecutionId, target.to);
}

async function readStage(client: CodePipelineClient, { pipeline, stage }: Operate): Promise<StageState | undefined> {
  const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name: pipeline.pipeline }));
  return stageStates.find(({ stageName }) => stageName === stage);
}

function failedAt(stage: StageState | undefined): number {
  const failures = (stage?.actionStates ?? []).filter(({ latestExecution: one }) => one?.status === 'Failed');
  return Math.max(0, ...failures.map(({ latestExecution: one }) => one?.lastStatusChange?.getTime() ?? 0));
}

function settled(effect: Operate, result: Result, at: number): Input[] {
  const { id, policy, user, channels, pipeline, stage = '', digest } = effect;
  const commandResult: CommandResult =
    'because' in result
      ? { type: 'refused', because: result.because, policy, about: [] }
      : {
          type: 'done',
          because: result.answer,
          policy,
          announce: { text: `<@${user}> ${result.announcement}.`, channels },
          about: [{ ...pipeline, executionId: result.executionId, stage }],
        };
  return [
    { type: 'ordered', board: { ruled: { [id]: [at, commandResult] } } },
    outcome(effect, { done: true, digest }),
  ];
}
