import {
  type CodePipelineClient,
  GetPipelineCommand,
  GetPipelineStateCommand,
  type StageState,
} from '@aws-sdk/client-codepipeline';
import type { Survey } from '../core/effect.ts';
import type { Gate, Gates, PipelineRef, Transitions } from '../core/gates.ts';
import { type Input, outcome } from '../core/input.ts';
import { readTags } from './describe.ts';
import { failed, isGone } from './failure.ts';
import { bearsMark, markOf } from './transition-reason.ts';
import { assertIts } from './whose.ts';

/** Who looks. */
export interface Watch {
  now: () => number;
  /** Names this Signalbox among all that may watch the same pipelines. */
  deployment: string;
}

/** A pipeline's transitions, and its tags when they are asked for. Tags that cannot be read do not hide what can.
 *  @throws what the SDK throws when the transitions cannot be read */
export async function survey(client: CodePipelineClient, effect: Survey, watch: Watch): Promise<Input[]> {
  const { pipeline: ref, digest } = effect;
  const asOf = watch.now();
  const gates: Gates = { ref, survey: await look(client, ref, watch) };
  const done = outcome(effect, { done: true, digest });
  if (!effect.tags || gates.survey?.[1].gone) return [{ type: 'surveyed', gates }, done];
  try {
    const tags = await readTags(client, ref);
    return [{ type: 'surveyed', gates: { ...gates, tags: [asOf, tags] } }, done];
  } catch (error) {
    return [{ type: 'surveyed', gates }, ...failed(effect, error)];
  }
}

/** The structure is asked too: for the mode, and for whose the pipeline is, since ours may have one of the same name as
 *  another account's. The state comes last, so that it is as new as can be. */
export async function look(client: CodePipelineClient, ref: PipelineRef, watch: Watch): Promise<[number, Transitions]> {
  const asOf = watch.now();
  try {
    const { pipeline, metadata } = await client.send(new GetPipelineCommand({ name: ref.pipeline }));
    assertIts(ref, metadata?.pipelineArn);
    return await lookAgain(client, ref, watch, pipeline?.executionMode);
  } catch (error) {
    if (isGone(error)) return [asOf, { gates: [], gone: true }];
    throw error;
  }
}

/** @throws what the SDK throws, also when the pipeline is gone */
export async function lookAgain(
  client: CodePipelineClient,
  ref: PipelineRef,
  { now, deployment }: Watch,
  mode: string | undefined,
): Promise<[number, Transitions]> {
  const asOf = now();
  const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name: ref.pipeline }));
  // Executions of PARALLEL mode pass whatever a transition says, so there is nothing that could be closed.
  const held = mode === 'PARALLEL' ? [] : stageStates.slice(1);
  return [asOf, { mode, gates: held.flatMap((state) => gateOf(state, ref, deployment)) }];
}

function gateOf(state: StageState, ref: PipelineRef, deployment: string): Gate[] {
  const { stageName: stage, inboundTransitionState: transition } = state;
  if (stage === undefined || transition?.enabled === undefined) return [];
  const { enabled: open, disabledReason, lastChangedBy: changedBy, lastChangedAt } = transition;
  const reason = open ? undefined : disabledReason;
  const signed = bearsMark(reason, markOf(deployment, ref, stage)) ? true : undefined;
  return [{ stage, open, reason, signed, changedBy, changedAt: lastChangedAt?.getTime(), waiting: waitingAt(state) }];
}

/** The list came later than the single one. */
function waitingAt({ inboundExecutions, inboundExecution }: StageState): string[] {
  const inbound = inboundExecutions ?? (inboundExecution ? [inboundExecution] : []);
  return inbound.flatMap(({ pipelineExecutionId }) => pipelineExecutionId ?? []);
}
