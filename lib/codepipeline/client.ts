import { CodePipelineClient, type CodePipelineClientConfig } from '@aws-sdk/client-codepipeline';
import { type Accounts, isSpent, ownAccount, type Place } from '../aws/accounts.ts';
import { byPlace, inTime } from '../aws/client-config.ts';
import type { ExecutionRef } from '../core/execution/facts.ts';
import { type PipelineRef, pipelineKey } from '../core/freeze/transitions.ts';
import type { Effect, SetTransition } from '../core/model/effect.ts';
import type { Input } from '../core/model/input.ts';
import type { BoardPipeline } from '../core/where/board.ts';
import type { World } from '../worker/reconcile.ts';
import { answerApproval } from './act/answer-approval.ts';
import { gathered } from './act/gather-transitions.ts';
import { operate } from './act/operate.ts';
import { type RetryPermission, retryStage } from './act/retry-stage.ts';
import { transitions } from './act/set-transition.ts';
import { failed, isDenied, learnt } from './api-error.ts';
import { AnotherAccount } from './assert-account.ts';
import { createPace } from './pace.ts';
import { type Listed, listPipelinesIn } from './refresh/all-pipelines.ts';
import { refreshApproval } from './refresh/approval.ts';
import { readForBoard } from './refresh/board-pipeline.ts';
import { refreshExecutionOrGone } from './refresh/execution.ts';
import { type FoundExecution, findExecutionByToken, type Requested } from './refresh/find-execution-by-token.ts';
import { olderExecutions } from './refresh/older-executions.ts';
import type { Recorded } from './refresh/overview.ts';
import { refreshPipeline, type Structures } from './refresh/pipeline.ts';
import { refreshStatus } from './refresh/status.ts';
import { refreshTransitions, type Watch } from './refresh/transitions.ts';

export interface CodePipeline
  extends Pick<
    World,
    | 'refreshPipeline'
    | 'refreshExecution'
    | 'refreshApproval'
    | 'answer'
    | 'refreshTransitions'
    | 'transition'
    | 'refreshStatus'
    | 'operate'
    | 'retry'
  > {
  /** Finds the execution of an approval's SNS message; undefined when no run waits for it.
   *  @throws while the run may not be listed yet: then the message must be delivered again */
  findExecution: (requested: Requested) => Promise<FoundExecution | undefined>;
  /** @param since keeps pipelines created or edited since then (milliseconds)
   *  @throws errors of the SDK when no account can be read */
  listPipelines: (since?: number) => Promise<Listed>;
  /** @throws errors of the SDK that may pass */
  readForBoard: (pipeline: PipelineRef, tags: boolean) => Promise<BoardPipeline>;
  /** @throws errors of the SDK */
  olderExecutions: (execution: ExecutionRef) => Promise<ExecutionRef[]>;
}

export interface CodePipelineOptions {
  now: () => number;
  /** Without it, a pipeline that has to wait for its turn is deferred. */
  wait?: (milliseconds: number) => Promise<void>;
  /** Unique per installation, such as the name of its table. It identifies the transitions that we closed. */
  deployment?: string;
  allowances?: RetryPermission;
  /** Without it, an overview names no authors. */
  recorded?: Recorded;
  /** The worker's own account when absent. */
  accounts?: Accounts;
  client?: Pick<CodePipelineClientConfig, 'requestHandler' | 'credentials'>;
}

export function createCodePipeline(options: CodePipelineOptions): CodePipeline {
  const { accounts = ownAccount(), recorded = async () => undefined } = options;
  const made = ({ account, region }: Place) => ({ ...regionOf(region), ...accounts.credentialsFor(account) });
  const clientFor = byPlace((place: Place) =>
    forgetting(place, new CodePipelineClient({ ...made(place), ...inTime(4_000), ...options.client })),
  );
  // A write that the SDK sends again would follow no read of ours, and could overwrite a person's change.
  const carefulFor = byPlace((place: Place) =>
    forgetting(place, new CodePipelineClient({ ...made(place), ...inTime(4_000, 1), ...options.client })),
  );
  const now = () => options.now();
  const structures: Structures = new Map();
  const paceFor = byPlace(() => createPace(now, options.wait));
  /** The first request gets the inputs of all. */
  const move = gathered(
    ({ pipeline, claim }: SetTransition) => `${pipelineKey(pipeline)} ${claim}`,
    async (all) => {
      const { pipeline } = all[0] as SetTransition;
      const inputs = await paceFor(pipeline).inTurn(pipeline.pipeline, () =>
        transitions(carefulFor(pipeline), all, watch),
      );
      return all.map((_, at) => (at === 0 ? inputs : []));
    },
  );
  const watch: Watch = { now, deployment: options.deployment ?? '', wait: options.wait };
  return {
    refreshPipeline: (effect) =>
      attempt(effect, async (client) => learnt(effect, await refreshPipeline(client, effect, structures))),
    refreshExecution: (effect) =>
      attempt(effect, async (client) => learnt(effect, await refreshExecutionOrGone(client, effect, now()))),
    refreshApproval: (effect) => attempt(effect, (client) => refreshApproval(client, effect, now())),
    answer: (effect) => attempt(effect, (client) => answerApproval(client, effect, now)),
    refreshTransitions: (effect) =>
      attemptOn(effect, () => {
        const { pipeline } = effect;
        return paceFor(pipeline).inTurn(pipeline.pipeline, () =>
          refreshTransitions(carefulFor(pipeline), effect, watch),
        );
      }),
    transition: (effect) => attemptOn(effect, () => move(effect)),
    refreshStatus: (effect) => attemptOn(effect, () => refreshStatus({ accounts, clientFor, recorded }, effect, now)),
    operate: (effect) =>
      attemptOn(effect, async () => {
        const { pipeline } = effect;
        return operate({ client: clientFor(pipeline), once: carefulFor(pipeline) }, effect, now);
      }),
    retry: (effect) =>
      attempt(effect, async (client) => {
        const { allowances } = options;
        if (!allowances) return failed(effect, new Error('No retry allowances are configured'));
        return retryStage({ client, once: carefulFor(effect.execution) }, effect, allowances, now);
      }),
    listPipelines: (since) => listPipelinesIn({ accounts, clientFor }, since),
    readForBoard: (ref, tags) => readForBoard(clientFor(ref), ref, tags, accounts),
    olderExecutions: (execution) => olderExecutions(clientFor(execution), execution),
    findExecution: (requested) => findExecutionByToken({ accounts, clientFor }, requested, now()),
  };

  /** The call still fails. The caller decides about a repetition. */
  function forgetting(place: Place, client: CodePipelineClient): CodePipelineClient {
    client.middlewareStack.add(
      (next) => (args) =>
        next(args).catch((error) => {
          if (isSpent(error)) accounts.forget(place.account);
          paceFor(place).heard(error);
          throw error;
        }),
      { step: 'initialize' },
    );
    return client;
  }

  async function attempt(
    effect: Extract<Effect, { type: 'refreshPipeline' | 'refreshExecution' | 'refreshApproval' | 'answer' | 'retry' }>,
    act: (client: CodePipelineClient) => Promise<Input[]>,
  ): Promise<Input[]> {
    const { execution } = effect;
    try {
      const inputs = await act(clientFor(execution));
      // The account asked may not be the right one, so an execution missing there may still exist.
      const isBelieved = accounts.relationOf(execution.account) !== 'perhaps' || !inputs.some(saysGone);
      return isBelieved ? inputs : failed(effect, new AnotherAccount(execution.account));
    } catch (error) {
      return failed(effect, error);
    }
  }

  async function attemptOn(
    effect: Extract<Effect, { type: 'refreshTransitions' | 'transition' | 'refreshStatus' | 'operate' }>,
    act: () => Promise<Input[]>,
  ): Promise<Input[]> {
    try {
      return await act();
    } catch (error) {
      return failed(effect, error, { lasting: isDenied(error) || error instanceof AnotherAccount });
    }
  }
}

function saysGone(input: Input): boolean {
  return input.type === 'seen' && input.execution.about.gone !== undefined;
}

/** An empty Region means the default of the SDK. */
function regionOf(region: string): { region?: string } {
  return region === '' ? {} : { region };
}
