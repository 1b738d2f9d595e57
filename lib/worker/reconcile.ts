import { canonical } from '../core/base/merge.ts';
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

/** All that can be done. An effect that finds something out answers with inputs. */
export type World = { [T in Effect['type']]: (effect: Extract<Effect, { type: T }>) => Promise<Input[]> };

export interface Loop {
  store: Store;
  /** The policy as it is now: its file, and what people ordered. */
  rules: () => Promise<PolicyPort>;
  world: World;
  now: () => number;
  /** A name nobody else has, for each claim. */
  id: () => string;
  log: (line: Line) => void;
}

export type Line = StepLine | FailureLine | MeasuredLine | PolicyLine;

/** The policy file cannot be used: once for each batch of messages, for as long as that is so. */
export interface PolicyLine {
  message: 'policy broken';
  why: string;
}

/** One line for each step that changed something. */
export interface StepLine {
  message: 'step';
  subject: SubjectKey;
  version: number;
  inputs: string[];
  effects: { key: string; because: string }[];
  /** Stages whose transition is not as the freezes want it; of a pipeline that was just looked at. Where that could not
   *  be: why not. */
  drift?: string[] | undefined;
}

/** One line for each effect that did not work out. */
export interface FailureLine {
  message: 'effect failed';
  subject: SubjectKey;
  key: string;
  effect: Effect['type'];
  why: string;
  /** Seconds the other side asked us to stay away. */
  retryAfter?: number | undefined;
}

/** What there is to count of an execution. */
export interface MeasuredLine {
  message: 'measured';
  execution: ExecutionRef;
  /** What people say to name its pipeline: of another place than the worker's own, with account and Region. */
  pipeline: string;
  figures: Figures;
  /** Milliseconds. */
  at: number;
}

/** Rounds that nothing legitimate reaches, and more races than a batch has workers. Beyond them the queue tries again. */
const MAX_ROUNDS = 20;
const MAX_RACES = 30;

/** Takes the inputs in, does what follows from them and takes in what that brings, until nothing follows.
 *  @throws when the store fails; whatever was not saved comes again with the queue's message */
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
  throw new Error(`${key} did not come to rest in ${MAX_ROUNDS} rounds`);
}

/** load → step → save, again from the start when somebody else saved first: step is pure, so nothing is lost.
 *  @param kept the row as this run saved it last; an old one costs a race that is lost, nothing else */
async function advance(key: SubjectKey, inputs: Input[], loop: Loop, kept: Row | undefined): Promise<Step> {
  for (let race = 0; race < MAX_RACES; race++) {
    const row = (race === 0 ? kept : undefined) ?? (await loop.store.load(key)) ?? emptyRow(key);
    const rules = await loop.rules();
    const next = step(row, inputs, rules, loop.now(), loop.id());
    if (isSame(row, next.row)) return { ...next, row };
    const saved = await loop.store.save(next.row, loop.now());
    if (!saved) continue;
    const effects = next.effects.map((effect) => ({
      key: effect.key,
      because: 'because' in effect ? effect.because : '',
    }));
    const types = inputs.map(({ type }) => type);
    const drift = driftIn(next.row, inputs, rules, loop.now());
    const more = drift.length > 0 ? { drift } : {};
    loop.log({ message: 'step', subject: key, version: saved.version, inputs: types, effects, ...more });
    return { ...next, row: saved };
  }
  throw new Error(`${key} was saved by others ${MAX_RACES} times in a row`);
}

function isSame(a: Row, b: Row): boolean {
  return canonical(a) === canonical(b);
}

async function performed(subject: SubjectKey, effect: Effect, { world, log }: Loop): Promise<Input[]> {
  const inputs = await perform(effect, world);
  for (const input of inputs) {
    if (input.type !== 'outcome' || input.result.done) continue;
    const { why, retryAfter } = input.result;
    log({ message: 'effect failed', subject, key: input.key, effect: effect.type, why, retryAfter });
  }
  return inputs;
}

/** Milliseconds. Longer than any client of ours waits; an effect that still hangs must not hold up the others' word. */
const DEADLINE = 12_000;

/** Whatever an effect throws is an outcome too: the ledger decides what becomes of it. */
async function perform(effect: Effect, world: World): Promise<Input[]> {
  const act = world[effect.type] as (effect: Effect) => Promise<Input[]>;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('There was no answer in time')), DEADLINE);
  });
  try {
    return await Promise.race([act(effect), late]);
  } catch (error) {
    if (effect.type === 'wake') return []; // the sweep comes by anyway
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return [outcome(effect, { done: false, why, unsure: true })];
  } finally {
    clearTimeout(timer);
  }
}
