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

/** Who says whether there is leave to retry. */
export interface RetryPermission {
  ask: (question: AllowanceRequest) => Promise<RetryAllowance>;
  grantedAt: (question: Pick<AllowanceRequest, 'execution' | 'retryKey'>) => Promise<number | undefined>;
  release: (retryKey: string) => Promise<void>;
}

/** The same client twice: AWS is told to retry with one that never repeats itself. The SDK would, when an answer is
 *  lost, and what was retried and failed again meanwhile would be retried twice. */
export interface Clients {
  client: CodePipelineClient;
  once: CodePipelineClient;
}

/** Retries a failed stage, if it stands as it was judged and there is leave. Once it is run again, whoever did that,
 *  it is not done for this failure.
 *  @throws what the SDK throws before anything was retried */
export async function retryStage(
  { client, once }: Clients,
  effect: RetryStage,
  permission: RetryPermission,
  now: () => number,
): Promise<Input[]> {
  // Then a worker before us may have retried it, and died.
  const grantedAt = await permission.grantedAt(effect);
  const wasGranted = grantedAt !== undefined;
  const isDoubtful = wasGranted && now() < grantedAt + LONGEST_LAG;
  const standing = await look(client, effect, isDoubtful);
  if (standing.type !== 'failed') return settle(client, effect, standing, wasGranted, now);

  const allowance = await permission.ask(effect);
  if (!allowance.granted) {
    const { because, until } = allowance;
    const what: RetryOutcome = until === undefined ? { type: 'refused', because } : { type: 'waits', until, because };
    return learnt(effect, telling(partialExecution(effect.execution, {}), effect, what, now));
  }
  try {
    await once.send(commandFor(effect));
  } catch (error) {
    if (!isFinal(error)) return failed(effect, error, doubt(error));
    await permission.release(effect.retryKey);
    const after = await look(client, effect, false);
    const over: RetryState = { type: 'over', because: `CodePipeline does not retry it: ${wordsOf(error)}` };
    return settle(client, effect, after.type === 'overtaken' ? after : over, wasGranted, now);
  }
  return learnt(effect, telling(partialExecution(effect.execution, {}), effect, { type: 'done' }, now));
}

/** Milliseconds. No list of CodePipeline's is so far behind. */
const LONGEST_LAG = 5 * 60_000;

async function look(client: CodePipelineClient, order: RetryStage, isDoubtful: boolean): Promise<RetryState> {
  const { pipeline: name, executionId: pipelineExecutionId } = order.execution;
  try {
    const [runs, { pipelineExecution }, { stageStates: stages = [] }] = await Promise.all([
      listActions(client, order.execution),
      client.send(new GetPipelineExecutionCommand({ pipelineName: name, pipelineExecutionId })),
      client.send(new GetPipelineStateCommand({ name })),
    ]);
    return retryStateOf(order, { runs, status: pipelineExecution?.status, stages, isDoubtful });
  } catch (error) {
    if (isGone(error)) return { type: 'over', because: 'CodePipeline does not know it any more.' };
    throw error;
  }
}

/** Nothing is retried: what is really so is read, and what became of the order is remembered. */
async function settle(
  client: CodePipelineClient,
  effect: RetryStage,
  standing: Exclude<RetryState, { type: 'failed' }>,
  wasGranted: boolean,
  now: () => number,
): Promise<Input[]> {
  switch (standing.type) {
    case 'unclear': {
      // What was ordered may rest on less than there is to know by now.
      const execution = await refreshExecutionOrGone(client, effect);
      return [{ type: 'seen', execution }, ...failed(effect, new Error(standing.why))];
    }
    case 'over':
      return learnt(
        effect,
        telling(await refreshExecutionOrGone(client, effect), effect, { ...standing, type: 'refused' }, now),
      );
    case 'overtaken': {
      const because = 'Somebody else ran it again first.';
      const what: RetryOutcome = wasGranted ? { type: 'done' } : { type: 'refused', because };
      return learnt(effect, telling(await refreshExecutionOrGone(client, effect), effect, what, now));
    }
    default:
      return standing satisfies never;
  }
}

function commandFor({ execution, stage: stageName, mode: retryMode }: RetryStage): RetryStageExecutionCommand {
  const { pipeline: pipelineName, executionId: pipelineExecutionId } = execution;
  return new RetryStageExecutionCommand({ pipelineName, stageName, pipelineExecutionId, retryMode });
}

function telling(seen: Execution, { retryKey }: RetryStage, what: RetryOutcome, now: () => number): Execution {
  return { ...seen, retries: { [retryKey]: [now(), what] } };
}

/** What AWS will not retry later either. */
const final = [
  'StageNotRetryableException',
  'NotLatestPipelineExecutionException',
  'StageNotFoundException',
  'PipelineNotFoundException',
];

function isFinal(error: unknown): boolean {
  return final.includes(nameOf(error));
}

/** A conflict and a limit pass; what is wrong with the call itself does not. */
function doubt(error: unknown) {
  const passes = /^(Conflict|ConcurrentPipelineExecutionsLimitExceeded)Exception$/.test(nameOf(error));
  if (!isRefused(error)) return { unsure: true };
  return isPermanent(error) && !passes ? { lasting: true } : {};
}

function wordsOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : nameOf(error);
}
