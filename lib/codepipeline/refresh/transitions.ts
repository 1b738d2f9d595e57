import {
  type CodePipelineClient,
  GetPipelineCommand,
  GetPipelineStateCommand,
  type StageState,
} from '@aws-sdk/client-codepipeline';
import type {
  PipelineRef,
  PipelineTransitions,
  StageTransition,
  TransitionSnapshot,
} from '../../core/freeze/transitions.ts';
import type { RefreshTransitions, Structure } from '../../core/model/effect.ts';
import { type Input, outcome } from '../../core/model/input.ts';
import { bearsMark, markOf } from '../act/transition-reason.ts';
import { failed, isGone } from '../api-error.ts';
import { assertAccount } from '../assert-account.ts';
import { readTags } from './pipeline.ts';

export interface Watch {
  now: () => number;
  deployment: string;
  wait?: (milliseconds: number) => Promise<void>;
}

/** Unreadable tags do not hide the transitions.
 *  @throws errors of the SDK when the transitions cannot be read */
export async function refreshTransitions(
  client: CodePipelineClient,
  effect: RefreshTransitions,
  watch: Watch,
): Promise<Input[]> {
  const { pipeline: ref, digest } = effect;
  const asOf = watch.now();
  const gates: PipelineTransitions = {
    ref,
    survey: await (effect.stagesOnly ? stages(client, ref, watch) : readTransitions(client, ref, watch, effect.known)),
  };
  const done = outcome(effect, { done: true, digest });
  if (!effect.tags || gates.survey?.[1].gone) return [{ type: 'surveyed', gates }, done];
  try {
    const tags = await readTags(client, ref);
    return [{ type: 'surveyed', gates: { ...gates, tags: [asOf, tags] } }, done];
  } catch (error) {
    return [{ type: 'surveyed', gates }, ...failed(effect, error)];
  }
}

/** Reads the structure again when it is not the known one: for the mode, and for the account, since another account may
 *  have a pipeline of the same name. The state is read last, to be as new as possible. */
export async function readTransitions(
  client: CodePipelineClient,
  ref: PipelineRef,
  watch: Watch,
  known?: Structure,
): Promise<[number, TransitionSnapshot]> {
  const asOf = watch.now();
  try {
    if (known?.version !== undefined) {
      const seen = await rereadTransition(client, ref, watch, known);
      if (seen[1].version === known.version) return seen;
    }
    return await rereadTransition(client, ref, watch, await structure(client, ref));
  } catch (error) {
    if (isGone(error)) return [asOf, { gates: [], gone: true }];
    throw error;
  }
}

/** Each transition counts as open until its state is read. Every change reads the state first. */
async function stages(
  client: CodePipelineClient,
  ref: PipelineRef,
  watch: Watch,
): Promise<[number, TransitionSnapshot]> {
  const asOf = watch.now();
  try {
    const { names, ...known } = await structure(client, ref);
    const held = known.mode === 'PARALLEL' ? [] : names.slice(1);
    return [asOf, { ...known, gates: held.map((stage) => ({ stage, open: true, waiting: [] })) }];
  } catch (error) {
    if (isGone(error)) return [asOf, { gates: [], gone: true }];
    throw error;
  }
}

async function structure(client: CodePipelineClient, ref: PipelineRef): Promise<Structure & { names: string[] }> {
  const { pipeline, metadata } = await client.send(new GetPipelineCommand({ name: ref.pipeline }));
  assertAccount(ref, metadata?.pipelineArn);
  return {
    mode: pipeline?.executionMode,
    version: versionOf(pipeline?.version, metadata?.created),
    names: (pipeline?.stages ?? []).flatMap(({ name }) => name ?? []),
  };
}

/** A pipeline that is created again starts with version 1, so the creation time is included. */
function versionOf(version: number | undefined, created: Date | undefined): string | undefined {
  return version === undefined ? undefined : `${version} ${created?.getTime() ?? ''}`;
}

/** @throws errors of the SDK, also when the pipeline is gone */
export async function rereadTransition(
  client: CodePipelineClient,
  ref: PipelineRef,
  { now, deployment }: Watch,
  { mode, version: known }: Structure,
): Promise<[number, TransitionSnapshot]> {
  const asOf = now();
  const state = await client.send(new GetPipelineStateCommand({ name: ref.pipeline }));
  const { stageStates = [] } = state;
  const version = versionOf(state.pipelineVersion, state.created) === known ? known : undefined;
  // Executions in PARALLEL mode ignore transitions, so there is nothing to close.
  const held = mode === 'PARALLEL' ? [] : stageStates.slice(1);
  return [asOf, { mode, version, gates: held.flatMap((state) => gateOf(state, ref, deployment)) }];
}

export function gateOf(state: StageState, ref: PipelineRef, deployment: string): StageTransition[] {
  const { stageName: stage, inboundTransitionState: transition } = state;
  if (stage === undefined || transition?.enabled === undefined) return [];
  const { enabled: open, disabledReason, lastChangedBy: changedBy, lastChangedAt } = transition;
  const reason = open ? undefined : disabledReason;
  const signed = bearsMark(reason, markOf(deployment, ref, stage)) ? true : undefined;
  return [{ stage, open, reason, signed, changedBy, changedAt: lastChangedAt?.getTime(), waiting: inboundIn(state) }];
}

/** The list is newer in the API than the single field. */
export function inboundIn({ inboundExecutions, inboundExecution }: StageState = {}): string[] {
  const inbound = inboundExecutions ?? (inboundExecution ? [inboundExecution] : []);
  return inbound.flatMap(({ pipelineExecutionId }) => pipelineExecutionId ?? []);
}
