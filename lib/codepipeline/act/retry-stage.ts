import {
  type CodePipelineClient,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  RetryStageExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { type Execution, partialExecution } from '../../core/execution/facts.ts';
import type { RetryStage } from '../../core/model/effect.ts';
import type { Input } from '../../core/model/input.ts';
import type { AllowanceRequest, RetryAllowance } from '../../core/retry/allowance.ts';
import type { RetryOutcome } from '../../core/retry/types.ts';
import { failed, isGone, isPermanent, isRefused, learnt, nameOf } from '../api-error.ts';
import { refreshExecutionOrGone } from '../refresh/execution.ts';
import { listActions } from '../refresh/list-executions.ts';
import { type RetryState, retryStateOf } from '../refresh/retry-state.ts';
import { awsDoesNotRetry, executionUnknown, retriedByOther } from './messages.ts';

export interface RetryPermission {
  ask: (question: AllowanceRequest) => Promise<RetryAllowance>;
  grantedAt: (question: Pick<AllowanceRequest, 'execution' | 'retryKey'>) => Promise<number | undefined>;
  release: (retryKey: string) => Promise<void>;
}

/** `once` never resends a call: after a lost answer the SDK would, and could retry the next failure too. */
export interface Clients {
  client: CodePipelineClient;
  once: CodePipelineClient;
}

/** Retries a failed stage if its state is as judged and an allowance is granted.
 *  @throws errors of the SDK before any retry */
export async function retryStage(
  { client, once }: Clients,
  effect: RetryStage,
  permission: RetryPermission,
  now: () => number,
): Promise<Input[]> {
  // After an earlier grant, another worker may have sent the retry and died.
  const grantedAt = await permission.grantedAt(effect);
  const wasGranted = grantedAt !== undefined;
  const isDoubtful = wasGranted && now() < grantedAt + LONGEST_LAG;
  const state = await readState(client, effect, isDoubtful);
  if (state.type !== 'failed') return settle(client, effect, state, wasGranted, now);

  const allowance = await permission.ask(effect);
  if (!allowance.granted) {
    const { because, until } = allowance;
    const result: RetryOutcome = until === undefined ? { type: 'refused', because } : { type: 'waits', until, because };
    return learnt(effect, withOutcome(partialExecution(effect.execution, {}), effect, result, now));
  }
  try {
    await once.send(commandFor(effect));
  } catch (error) {
    if (!isFinal(error)) return failed(effect, error, doubt(error));
    await permission.release(effect.retryKey);
    const after = await readState(client, effect, false);
    const over: RetryState = { type: 'over', because: awsDoesNotRetry(wordsOf(error)) };
    return settle(client, effect, after.type === 'overtaken' ? after : over, wasGranted, now);
  }
  return learnt(effect, withOutcome(partialExecution(effect.execution, {}), effect, { type: 'done' }, now));
}

/** Milliseconds. The lists of CodePipeline lag less than this. */
const LONGEST_LAG = 5 * 60_000;

async function readState(client: CodePipelineClient, effect: RetryStage, isDoubtful: boolean): Promise<RetryState> {
  const { pipeline: name, executionId: pipelineExecutionId } = effect.execution;
  try {
    const [runs, { pipelineExecution }, { stageStates: stages = [] }] = await Promise.all([
      listActions(client, effect.execution),
      client.send(new GetPipelineExecutionCommand({ pipelineName: name, pipelineExecutionId })),
      client.send(new GetPipelineStateCommand({ name })),
    ]);
    return retryStateOf(effect, { runs, status: pipelineExecution?.status, stages, isDoubtful });
  } catch (error) {
    if (isGone(error)) return { type: 'over', because: executionUnknown };
    throw error;
  }
}

async function settle(
  client: CodePipelineClient,
  effect: RetryStage,
  state: Exclude<RetryState, { type: 'failed' }>,
  wasGranted: boolean,
  now: () => number,
): Promise<Input[]> {
  const execution = await refreshExecutionOrGone(client, effect);
  // The retry may have been planned on incomplete data.
  if (state.type === 'unclear') return [{ type: 'seen', execution }, ...failed(effect, new Error(state.why))];
  return learnt(effect, withOutcome(execution, effect, endOf(state, wasGranted), now));
}

/** A granted retry that is overtaken is our own. */
function endOf(state: Exclude<RetryState, { type: 'failed' | 'unclear' }>, wasGranted: boolean): RetryOutcome {
  if (state.type === 'over') return { type: 'refused', because: state.because };
  return wasGranted ? { type: 'done' } : { type: 'refused', because: retriedByOther };
}

function commandFor({ execution, stage: stageName, mode: retryMode }: RetryStage): RetryStageExecutionCommand {
  const { pipeline: pipelineName, executionId: pipelineExecutionId } = execution;
  return new RetryStageExecutionCommand({ pipelineName, stageName, pipelineExecutionId, retryMode });
}

function withOutcome(seen: Execution, { retryKey }: RetryStage, result: RetryOutcome, now: () => number): Execution {
  return { ...seen, retries: { [retryKey]: [now(), result] } };
}

/** AWS will refuse it later too. */
function isFinal(error: unknown): boolean {
  return /^(StageNotRetryable|NotLatestPipelineExecution|(Stage|Pipeline)NotFound)Exception$/.test(nameOf(error));
}

/** Conflicts and limits pass; errors of the call itself do not. */
function doubt(error: unknown) {
  const passes = /^(Conflict|ConcurrentPipelineExecutionsLimitExceeded)Exception$/.test(nameOf(error));
  if (!isRefused(error)) return { unsure: true };
  return isPermanent(error) && !passes ? { lasting: true } : {};
}

function wordsOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : nameOf(error);
}
