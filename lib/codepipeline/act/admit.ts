import {
  type CodePipelineClient,
  EnableStageTransitionCommand,
  GetPipelineStateCommand,
  type StageState,
} from '@aws-sdk/client-codepipeline';
import { ownershipOf } from '../../core/freeze/ownership.ts';
import type { LastAction } from '../../core/freeze/transitions.ts';
import type { SetTransition } from '../../core/model/effect.ts';
import { isRefused } from '../api-error.ts';
import { gateOf, inboundIn, type Watch } from '../refresh/transitions.ts';

type Admitting = Omit<SetTransition, 'ours'> & { ours?: LastAction };

/** Milliseconds between the looks at an open transition; together well under the deadline of an effect. */
const PAUSES = [0, 250, 500, 1_000, 2_000];

/** Opens a closed transition for an execution of the lock's owner and waits until the execution is in the stage, which
 *  keeps the others out. The caller closes the transition again, also after an error.
 *  @returns false if nothing was opened */
export async function admit(client: CodePipelineClient, effect: Admitting, watch: Watch): Promise<boolean> {
  const { pipeline, stage: stageName } = effect;
  const read = async () => (await client.send(new GetPipelineStateCommand({ name: pipeline.pipeline }))).stageStates;
  const head = headOf((await read()) ?? [], effect, watch);
  if (head === undefined) return false;
  const which = { pipelineName: pipeline.pipeline, stageName, transitionType: 'Inbound' } as const;
  try {
    await client.send(new EnableStageTransitionCommand(which));
  } catch (error) {
    if (isRefused(error)) throw error;
    return true;
  }
  for (const pause of PAUSES) {
    await watch.wait?.(pause);
    const states = await read().catch(() => undefined);
    const inbound = states && inboundIn(states.find((one) => one.stageName === stageName));
    // It left the entrance: it is in the stage, or something else happened to it.
    if (inbound && !inbound.includes(head)) break;
  }
  return true;
}

/** @returns the execution that enters if the transition is opened now: the first in the queue, if the stage is free. Otherwise it
 *  is unknown which one enters later, so the transition stays closed. */
function headOf(states: StageState[], effect: Admitting, { deployment }: Watch): string | undefined {
  const { admit: own = [], stage, ours, pipeline, known } = effect;
  const at = states.findIndex(({ stageName }) => stageName === stage);
  const [state, before] = [states[at], states[at - 1]];
  if (!state || !before) return undefined;
  const [gate] = gateOf(state, pipeline, deployment);
  if (!gate || gate.open || ownershipOf(gate, ours) !== 'ours' || occupant(state) !== undefined) return undefined;
  const [first, ...others] = inboundIn(state);
  if (first === undefined || !own.includes(first)) return undefined;
  if (known?.mode === 'QUEUED') return first;
  // A newer execution would supersede ours and enter in its place.
  const next = occupant(before);
  const isAlone = others.every((id) => own.includes(id)) && (next === undefined || own.includes(next));
  return isAlone ? first : undefined;
}

function occupant({ latestExecution }: StageState): string | undefined {
  const isIn = latestExecution?.status === 'InProgress' || latestExecution?.status === 'Stopping';
  return isIn ? latestExecution.pipelineExecutionId : undefined;
}
