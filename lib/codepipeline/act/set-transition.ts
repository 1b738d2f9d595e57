import {
  type CodePipelineClient,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
} from '@aws-sdk/client-codepipeline';
import { isSame, ownershipOf } from '../../core/freeze/ownership.ts';
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
import { markOf, transitionReason } from './transition-reason.ts';
import { foundAs, leave, type Move, moveFor, unseen } from './transition-table.ts';

/** As the effect is, with all that we know of what we did. */
type Asked = Omit<SetTransition, 'ours'> & { ours?: LastAction | undefined };
type Survey = [asOf: number, TransitionSnapshot];

/** Of one transition: what its writing came to, or what is known without any. */
type Try = { effect: Asked } & (
  | { type: 'absent' }
  | { type: 'settled'; move: Move }
  | { type: 'refused'; error: unknown }
  /** `lost`: without an answer. */
  | { type: 'written'; move: Move; gate: StageTransition; reason: string; lost?: unknown }
);

/** One transition by itself. */
export async function setTransition(client: CodePipelineClient, effect: Asked, watch: Watch): Promise<Input[]> {
  return transitions(client, [effect], watch);
}

/**
 * Has transitions of one pipeline closed, or opened if it was us who closed them: read all, decide, write each, read all
 * back.
 *
 * AWS offers no compare-and-swap. Whatever a person changes before our reading or after our writing is seen and
 * respected. What they change between the two, a round trip, our writing covers, and AWS keeps no trace of it: a person's
 * closing may then pass for ours and be opened with it. So nothing stands between the two, all are written at once, and
 * the client that is given must not send a call twice by itself.
 * @throws what the SDK throws before anything was written
 */
export async function transitions(client: CodePipelineClient, effects: Asked[], watch: Watch): Promise<Input[]> {
  const [first] = effects;
  if (!first) return [];
  const { pipeline, known } = first;
  const before = await readTransitions(client, pipeline, watch, known);
  const tries = await Promise.all(effects.map((effect) => tried(client, effect, before, watch)));
  if (tries.every(({ type }) => type !== 'written')) return told(pipeline, before, watch, tries.map(unwritten(before)));
  let after: Survey;
  try {
    after = await readBack(client, pipeline, watch, before);
  } catch (error) {
    return told(pipeline, before, watch, tries.map(unread(before, error)));
  }
  return told(pipeline, after, watch, tries.map(readAgain(after)));
}

async function tried(client: CodePipelineClient, effect: Asked, before: Survey, watch: Watch): Promise<Try> {
  const gate = gateIn(before, effect.stage);
  if (!gate) return { effect, type: 'absent' };
  const move = moveFor(gate, effect);
  if (!move.write) return { effect, type: 'settled', move };
  const reason = reasonOf(effect, watch);
  try {
    await write(client, effect, move.write, reason);
    return { effect, type: 'written', move, gate, reason };
  } catch (error) {
    const isOver = isGone(error) || nameOf(error) === 'StageNotFoundException';
    if (isRefused(error) && !isOver) return { effect, type: 'refused', error };
    return { effect, type: 'written', move, gate, reason, lost: error };
  }
}

/** What became of one transition: what is remembered of it, and whether it has to be tried again. */
interface Result {
  effect: Asked;
  move?: Move;
  outcome: Input[];
}

function done(effect: Asked, move: Move): Result {
  return { effect, move, outcome: [outcome(effect, { done: true, digest: effect.digest })] };
}

/** Of what was not written at all. */
function unwritten(before: Survey): (one: Try) => Result {
  return (one) => {
    const { effect } = one;
    if (one.type === 'settled') return done(effect, one.move);
    if (one.type === 'refused') {
      return { effect, outcome: failed(effect, one.error, { lasting: isDenied(one.error) }) };
    }
    return done(effect, nowhere(effect, before));
  };
}

/** As long as nobody could read what came of it, it may have happened. */
function unread(before: Survey, error: unknown): (one: Try) => Result {
  return (one) => {
    if (one.type !== 'written') return unwritten(before)(one);
    return { effect: one.effect, outcome: failed(one.effect, one.lost ?? error, { unsure: true, lasting: false }) };
  };
}

function readAgain(after: Survey): (one: Try) => Result {
  return (one) => {
    if (one.type !== 'written') return unwritten(after)(one);
    const { effect, move, gate, reason, lost } = one;
    const shown = gateIn(after, effect.stage);
    if (!shown) return done(effect, nowhere(effect, after));
    const result = move.write === 'close' ? closed(effect, gate, shown, move, reason) : opened(effect, gate, shown);
    if (result) return done(effect, result);
    const why = lost ?? new Error('CodePipeline does not show the change of this transition yet');
    return { effect, outcome: failed(effect, why, { unsure: true, lasting: false }) };
  };
}

/** What the read back says of our closing; undefined while it says nothing. */
function closed(
  effect: Asked,
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
  // A person was quicker than our second look. What they took over or opened was closed by us before that.
  const gate = unseen(effect.stage, ours, undefined, reason);
  return {
    last: { type: 'closed', gate, rules, again },
    found: foundAs(shown.open ? 'reopened' : 'foreign', shown, want),
  };
}

function opened(effect: Asked, before: StageTransition, shown: StageTransition): Move | undefined {
  if (shown.open) return { last: { type: 'opened', by: before.changedBy } };
  if (ownershipOf(shown, effect.ours) === 'ours') return undefined;
  return { last: leave(shown, effect.ours), found: foundAs('foreign', shown, effect.want) };
}

async function write(client: CodePipelineClient, effect: Asked, what: 'close' | 'open', reason: string): Promise<void> {
  const { pipeline, stage: stageName } = effect;
  const which = { pipelineName: pipeline.pipeline, stageName } as const;
  if (what === 'open') await client.send(new EnableStageTransitionCommand({ ...which, transitionType: 'Inbound' }));
  else await client.send(new DisableStageTransitionCommand({ ...which, transitionType: 'Inbound', reason }));
}

function reasonOf({ rules, until, pipeline, stage }: Asked, { deployment }: Watch): string {
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

function gateIn([, { gates }]: Survey, stage: string): StageTransition | undefined {
  return gates.find((gate) => gate.stage === stage);
}

/** The stage or the pipeline is gone, and what we knew of it. Where no transition shows at all nothing is known. */
function nowhere({ ours }: Asked, [, { gone, gates }]: Survey): Move {
  return gone || gates.length > 0 ? { last: leave(undefined, ours) } : {};
}

/** What was seen comes first: whatever is tried again is tried after that. */
function told(ref: PipelineRef, survey: Survey, { now }: Watch, results: Result[]): Input[] {
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
