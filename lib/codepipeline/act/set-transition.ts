import {
  type CodePipelineClient,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
} from '@aws-sdk/client-codepipeline';
import { isSame, ownershipOf } from '../../core/freeze/ownership.ts';
import { foundAs, leave, type Move, moveFor, unseen } from '../../core/freeze/transition-table.ts';
import type {
  LastAction,
  PipelineRef,
  PipelineTransitions,
  StageTransition,
  TransitionSnapshot,
} from '../../core/freeze/transitions.ts';
import type { SetTransition } from '../../core/model/effect.ts';
import { type Input, outcome } from '../../core/model/input.ts';
import { failed, isDenied, isGone, isRefused, nameOf } from '../api-error.ts';
import { readTransitions, rereadTransition, type Watch } from '../refresh/transitions.ts';
import { admit } from './admit.ts';
import { markOf, transitionReason } from './transition-reason.ts';

type Intended = Omit<SetTransition, 'ours'> & { ours?: LastAction };
type Survey = [asOf: number, TransitionSnapshot];

type Attempt = { effect: Intended } & (
  | { type: 'absent' }
  | { type: 'settled'; move: Move }
  | { type: 'refused'; error: unknown }
  /** `lost`: the error of a call without an answer. */
  | { type: 'written'; move: Move; before: StageTransition; reason: string; lost?: unknown; admitted?: true }
);

export async function setTransition(client: CodePipelineClient, effect: Intended, watch: Watch): Promise<Input[]> {
  return transitions(client, [effect], watch);
}

/** Closes transitions of one pipeline, or opens those that Signalbox closed. AWS offers no compare-and-swap. A person's
 *  change before the read or after the write is respected. One in between (a round trip) is overwritten without a
 *  trace: a person's closing may then count as ours and be opened with it. Therefore nothing happens in between, all
 *  writes go out at once, and the client must not resend a call.
 *  @throws errors of the SDK before anything was written */
export async function transitions(client: CodePipelineClient, effects: Intended[], watch: Watch): Promise<Input[]> {
  const [first] = effects;
  if (!first) return [];
  const { pipeline, known } = first;
  const before = await readTransitions(client, pipeline, watch, known);
  const attempts = await Promise.all(effects.map((effect) => attempt(client, effect, before, watch)));
  if (attempts.every(({ type }) => type !== 'written'))
    return inputsOf(pipeline, before, watch, attempts.map(unwritten(before)));
  let after: Survey;
  try {
    after = await readBack(client, pipeline, watch, before);
  } catch (error) {
    return inputsOf(pipeline, before, watch, attempts.map(unread(before, error)));
  }
  return inputsOf(pipeline, after, watch, attempts.map(readAgain(after)));
}

async function attempt(client: CodePipelineClient, effect: Intended, before: Survey, watch: Watch): Promise<Attempt> {
  const transition = transitionIn(before, effect.stage);
  if (!transition) return { effect, type: 'absent' };
  const move = moveFor(transition, effect);
  const reason = reasonOf(effect, watch);
  if (effect.admit && !transition.open && !move.write)
    return admitting(client, effect, { transition, move, reason }, watch);
  if (!move.write) return { effect, type: 'settled', move };
  try {
    await write(client, effect, move.write, reason);
    return { effect, type: 'written', move, before: transition, reason };
  } catch (error) {
    const isOver = isGone(error) || nameOf(error) === 'StageNotFoundException';
    if (isRefused(error) && !isOver) return { effect, type: 'refused', error };
    return { effect, type: 'written', move, before: transition, reason, lost: error };
  }
}

/** Milliseconds. While the transition is open, a refused closing is tried again at once. */
const CLOSE_AGAIN = [300, 1_000];

async function admitting(
  client: CodePipelineClient,
  effect: Intended,
  { transition, move, reason }: { transition: StageTransition; move: Move; reason: string },
  watch: Watch,
): Promise<Attempt> {
  try {
    if (!(await admit(client, effect, watch))) return { effect, type: 'settled', move };
  } catch (error) {
    return { effect, type: 'refused', error };
  }
  const written = { effect, type: 'written', move: { ...move, write: 'close' }, before: transition, reason } as const;
  let lost: unknown;
  for (const pause of [0, ...CLOSE_AGAIN]) {
    if (pause > 0) await watch.wait?.(pause);
    try {
      await write(client, effect, 'close', reason);
      return { ...written, admitted: true };
    } catch (error) {
      lost = error;
    }
  }
  return { ...written, admitted: true, lost };
}

interface Result {
  effect: Intended;
  move?: Move;
  outcome: Input[];
}

function done(effect: Intended, move: Move): Result {
  return { effect, move, outcome: [outcome(effect, { done: true, digest: effect.digest })] };
}

function unwritten(before: Survey): (one: Attempt) => Result {
  return (one) => {
    const { effect } = one;
    if (one.type === 'settled') return done(effect, one.move);
    if (one.type === 'refused') {
      return { effect, outcome: failed(effect, one.error, { lasting: isDenied(one.error) }) };
    }
    return done(effect, abandoned(effect, before));
  };
}

/** Until the result can be read back, the write may have happened. */
function unread(before: Survey, error: unknown): (one: Attempt) => Result {
  return (one) => {
    if (one.type !== 'written') return unwritten(before)(one);
    return { effect: one.effect, outcome: failed(one.effect, one.lost ?? error, { unsure: true, lasting: false }) };
  };
}

function readAgain(after: Survey): (one: Attempt) => Result {
  return (one) => {
    if (one.type !== 'written') return unwritten(after)(one);
    const { effect, move, before, reason, lost } = one;
    const shown = transitionIn(after, effect.stage);
    if (!shown) return done(effect, abandoned(effect, after));
    const ownership = ownershipOf(shown, effect.ours);
    if (one.admitted && ownership === 'ours') return done(effect, { last: reclosed(shown, effect) });
    if (one.admitted && ownership === 'open') return left(effect, lost ?? new Error('The transition is still open'));
    const result = move.write === 'close' ? closed(effect, before, shown, move, reason) : opened(effect, before, shown);
    if (result) return done(effect, result);
    const why = lost ?? new Error('CodePipeline does not show the change of this transition yet');
    return left(effect, why);
  };
}

function left(effect: Intended, why: unknown): Result {
  return { effect, outcome: failed(effect, why, { unsure: true, lasting: false }) };
}

function reclosed(gate: StageTransition, { rules, ours }: Intended): LastAction {
  return { type: 'closed', gate, rules, again: ours?.type === 'closed' ? ours.again : undefined };
}

/** @returns undefined while the read-back does not show our closing yet */
function closed(
  effect: Intended,
  before: StageTransition,
  shown: StageTransition,
  move: Move,
  reason: string,
): Move | undefined {
  if (isSame(before, shown)) return undefined;
  const again = move.found && { by: move.found.by, since: move.found.since };
  const { rules, want, ours } = effect;
  if (ownershipOf(shown, ours) === 'ours') {
    return { last: { type: 'closed', gate: shown, rules, again }, found: move.found };
  }
  // A person changed the transition before our read-back. We closed it before that.
  const gate = unseen(effect.stage, ours, undefined, reason);
  return {
    last: { type: 'closed', gate, rules, again },
    found: foundAs(shown.open ? 'reopened' : 'foreign', shown, want),
  };
}

function opened(effect: Intended, before: StageTransition, shown: StageTransition): Move | undefined {
  if (shown.open) return { last: { type: 'opened', by: before.changedBy } };
  if (ownershipOf(shown, effect.ours) === 'ours') return undefined;
  return { last: leave(shown, effect.ours), found: foundAs('foreign', shown, effect.want) };
}

async function write(
  client: CodePipelineClient,
  effect: Intended,
  what: 'close' | 'open',
  reason: string,
): Promise<void> {
  const { pipeline, stage: stageName } = effect;
  const which = { pipelineName: pipeline.pipeline, stageName } as const;
  if (what === 'open') await client.send(new EnableStageTransitionCommand({ ...which, transitionType: 'Inbound' }));
  else await client.send(new DisableStageTransitionCommand({ ...which, transitionType: 'Inbound', reason }));
}

function reasonOf({ rules, until, pipeline, stage }: Intended, { deployment }: Watch): string {
  return transitionReason({ rules, until, mark: markOf(deployment, pipeline, stage) });
}

async function readBack(client: CodePipelineClient, pipeline: PipelineRef, watch: Watch, [, before]: Survey) {
  const asOf = watch.now();
  try {
    return await rereadTransition(client, pipeline, watch, before);
  } catch (error) {
    if (isGone(error)) return [asOf, { gates: [], gone: true }] satisfies Survey;
    throw error;
  }
}

function transitionIn([, { gates }]: Survey, stage: string): StageTransition | undefined {
  return gates.find((transition) => transition.stage === stage);
}

/** The stage or pipeline is gone, and our record with it. If no transition is shown at all, nothing is known. */
function abandoned({ ours }: Intended, [, { gone, gates }]: Survey): Move {
  return gone || gates.length > 0 ? { last: leave(undefined, ours) } : {};
}

/** The snapshot comes first, because failed effects are planned again after it. */
function inputsOf(ref: PipelineRef, survey: Survey, { now }: Watch, results: Result[]): Input[] {
  const at = now();
  const each = <T>(of: (move: Move) => T | undefined): Record<string, [number, T]> | undefined => {
    const known = results.flatMap(({ effect, move }) => {
      const value = move && of(move);
      return value === undefined ? [] : [[effect.stage, [at, value]] as [string, [number, T]]];
    });
    return known.length > 0 ? Object.fromEntries(known) : undefined;
  };
  const gates: PipelineTransitions = { ref, survey, ours: each(({ last }) => last), found: each(({ found }) => found) };
  return [{ type: 'surveyed', gates }, ...results.flatMap((result) => result.outcome)];
}
