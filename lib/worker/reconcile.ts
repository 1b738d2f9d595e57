import { isSame } from '../core/base/merge.ts';
import type { ExecutionRef } from '../core/execution/facts.ts';
import { driftIn } from '../core/freeze/drift.ts';
import type { Figures } from '../core/metrics/figures.ts';
import type { Effect } from '../core/model/effect.ts';
import { type Input, outcome } from '../core/model/input.ts';
import type { PolicyPort } from '../core/model/policy-port.ts';
import { emptyRow, type Row } from '../core/model/row.ts';
import type { SubjectKey } from '../core/model/subject.ts';
import { type Step, step } from '../core/step.ts';
import type { Store } from '../store/store.ts';
import { withinTime } from './within-time.ts';

/** One function per effect. An effect that reads something returns it as inputs. */
export type World = { [T in Effect['type']]: (effect: Extract<Effect, { type: T }>) => Promise<Input[]> };

export interface Loop {
  store: Store;
  /** The current policy: its file and the manual rules. */
  rules: () => Promise<PolicyPort>;
  world: World;
  now: () => number;
  /** A unique id for each lease. */
  id: () => string;
  log: (line: Line) => void;
  /** Gives up on an effect that hangs, in real time. */
  within?: (answer: Promise<Input[]>) => Promise<Input[]>;
}

export interface RefusedVoteLine {
  message: 'machine vote refused';
  why: string;
  /** Source of the event, if it could be read. */
  source?: string;
  account?: string;
}
export type Line = StepLine | FailureLine | MeasuredLine | PolicyLine | PublishedPolicyLine | RefusedVoteLine;

/** Logged once per batch while the policy file cannot be used, and each time that the shared state cannot be read. */
export interface PolicyLine {
  message: 'policy broken' | 'shared state unreadable';
  why: string;
}

/** `not taken`: once a minute while the published policy is wrong or cannot be read. */
export interface PublishedPolicyLine {
  message: 'policy taken' | 'policy not taken';
  from: string;
  version: string;
  why?: string;
}

export interface StepLine {
  message: 'step';
  subject: SubjectKey;
  version: number;
  inputs: string[];
  effects: { key: string; because: string }[];
  /** After a refresh: stages with a transition that differs from the freezes. After a failed refresh: its reason. */
  drift?: string[];
}

export interface FailureLine {
  message: 'effect failed';
  subject: SubjectKey;
  key: string;
  effect: Effect['type'];
  why: string;
  /** Seconds; the other service requires this pause. */
  retryAfter?: number;
}

export interface MeasuredLine {
  message: 'measured';
  execution: ExecutionRef;
  /** Pipeline name for people, with account and Region if the pipeline is not in the worker's own place. */
  pipeline: string;
  figures: Figures;
  /** Milliseconds. */
  at: number;
}

/** More rounds than a subject can need, and more races than a batch has workers. After that the queue tries again. */
const MAX_ROUNDS = 20;
const MAX_RACES = 30;

/** Applies inputs, performs the effects that follow and applies their outcomes, until no effect follows.
 *  @throws if the store fails; unsaved inputs arrive again with the queue message */
export async function reconcile(key: SubjectKey, inputs: Input[], loop: Loop): Promise<void> {
  let pending = inputs;
  let kept: Row | undefined;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { row, effects } = await advance(key, pending, loop, kept);
    kept = row;
    if (effects.length === 0) return;
    const outcomes = await Promise.all(effects.map((effect) => performed(key, effect, loop)));
    pending = outcomes.flat();
    if (pending.length === 0) return;
  }
  throw new Error(`${key} still has effects after ${MAX_ROUNDS} rounds`);
}

/** load → step → save, repeated if another worker saved first: step is pure, so nothing is lost.
 *  @param kept the row as this run last saved it; an outdated one only costs a lost race */
async function advance(key: SubjectKey, inputs: Input[], loop: Loop, kept: Row | undefined): Promise<Step> {
  for (let race = 0; race < MAX_RACES; race++) {
    const row = (race === 0 ? kept : undefined) ?? (await loop.store.load(key)) ?? emptyRow(key);
    const rules = await loop.rules();
    const next = step(row, inputs, rules, loop.now(), loop.id());
    if (next.effects.length === 0 && isSame(row, next.row)) return { ...next, row };
    const saved = await loop.store.save(next.row, loop.now());
    if (!saved) continue;
    const effects = next.effects.map((effect) => ({
      key: effect.key,
      because: 'because' in effect ? effect.because : '',
    }));
    const types = inputs.map(({ type }) => type);
    const drift = driftIn(next.row, inputs, rules, loop.now());
    const more = drift.length > 0 ? { drift } : {};
    const isNews = effects.length > 0 || drift.length > 0 || !inputs.every(isDone);
    if (isNews) loop.log({ message: 'step', subject: key, version: saved.version, inputs: types, effects, ...more });
    return { ...next, row: saved };
  }
  throw new Error(`Other workers saved ${key} first, ${MAX_RACES} times in a row`);
}

/** The line of the step before has the effect; another line for each success would double the log. */
function isDone(input: Input): boolean {
  return input.type === 'outcome' && input.result.done;
}

async function performed(subject: SubjectKey, effect: Effect, loop: Loop): Promise<Input[]> {
  const inputs = await perform(effect, loop);
  for (const input of inputs) {
    if (input.type !== 'outcome' || input.result.done) continue;
    const { why, retryAfter } = input.result;
    loop.log({ message: 'effect failed', subject, key: input.key, effect: effect.type, why, retryAfter });
  }
  return inputs;
}

/** Milliseconds. Longer than any client waits; a hung effect must not delay the results of the others. */
const DEADLINE = 12_000;
const withinDeadline = (answer: Promise<Input[]>) => withinTime(answer, DEADLINE);

/** A thrown error is an outcome too: the outbox decides if the effect is tried again. */
async function perform(effect: Effect, { world, within = withinDeadline }: Loop): Promise<Input[]> {
  const act = world[effect.type] as (effect: Effect) => Promise<Input[]>;
  try {
    return await within(act(effect));
  } catch (error) {
    if (effect.type === 'wake') return []; // the sweep runs anyway
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return [outcome(effect, { done: false, why, unsure: true })];
  }
}
