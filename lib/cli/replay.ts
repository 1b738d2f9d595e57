import { readPolicy } from '../config/policy-file.ts';
import { merge } from '../core/base/merge.ts';
import { type Execution, type ExecutionKey, inOrder, refOfKey } from '../core/execution/facts.ts';
import { summarize } from '../core/execution/summary.ts';
import type { Effect } from '../core/model/effect.ts';
import type { Input } from '../core/model/input.ts';
import type { PolicyPort } from '../core/model/policy-port.ts';
import type { Row } from '../core/model/row.ts';
import type { SubjectKey } from '../core/model/subject.ts';
import { times } from '../policy/calendar/time-sources.ts';
import type { Policy } from '../policy/file/schema.ts';
import { rulesOf } from '../policy/rules.ts';
import { linksOf } from '../policy/scope/scope.ts';
import type { Message } from '../slack/render/blocks.ts';
import { render } from '../slack/render/message.ts';
import { createMemoryStore } from '../store/memory.ts';
import { reconcile, type World } from '../worker/reconcile.ts';
import { printAside } from './print.ts';
import { printable } from './printable.ts';
import { type PlaceOptions, placeOf } from './question/place.ts';
import { readFiles, type Subject } from './recorded/files.ts';
import { Misuse } from './refusal.ts';
import { whatIf, inWords as whatIfInWords } from './what-if.ts';
import { worldOf } from './world.ts';

export interface Replayed {
  executions: ReplayedExecution[];
  effects: object[];
}

export interface ReplayedExecution {
  pipeline: string;
  executionId: string;
  state: string;
  stages: { name: string; state: string }[];
  messages: ({ channel: string } & Message)[];
}

interface ReplayOptions extends PlaceOptions {
  policy: string;
  json: boolean;
}

/** Replays events or history and prints the resulting state, messages and effects. Nothing leaves this process. */
export async function replay(files: string[], options: ReplayOptions): Promise<string> {
  if (files.length === 0) throw new Misuse('replay needs at least one file of events or history.');
  const read = await readPolicy(options.policy);
  const { freezes } = read.policy;
  // Only AWS knows the state of an SSM calendar at that time.
  const unread = freezes.filter(({ ssmCalendar }) => ssmCalendar !== undefined);
  const known = { ...read.policy, freezes: freezes.filter((freeze) => !unread.includes(freeze)) };
  const rules = rulesOf(known, read.version, times);
  const { subjects, unknown } = await readFiles(files, placeOf(options, read.policy));
  const replayed = await replaySubjects(subjects, rules);
  const executions = knownFrom(subjects);
  for (const why of [...unknown, ...unplaced(executions, known)]) printAside(printable(why));
  const left = unread.map(({ id }) => `\nLeft out: ${id}, because the past states of its SSM calendar are unknown.`);
  const outcomes = [whatIfInWords(whatIf(executions, rules, known)), ...left].join('');
  if (options.json) printAside(outcomes);
  return options.json ? JSON.stringify(replayed, null, 2) : `${inWords(replayed)}\n\n${outcomes}`;
}

/** With each run of each action: a row forgets the runs before a retry. */
function knownFrom(subjects: Subject[]): Execution[] {
  return subjects.flatMap(({ inputs }) => {
    const seen = inputs.flatMap((input) => (input.type === 'seen' ? [input.execution] : []));
    return seen.reduce<Execution | undefined>(merge, undefined) ?? [];
  });
}

/** Lists of CodePipeline name neither account nor Region. */
function unplaced(executions: Execution[], { scopes }: Policy): string[] {
  const selectors = Object.values(scopes)
    .flatMap(linksOf)
    .flatMap(({ exclude, ...scope }) => [scope, exclude ?? {}]);
  return (['account', 'region'] as const).flatMap((part) => {
    const isUnknown = executions.some(({ ref }) => ref[part] === '');
    const isAsked = selectors.some((selector) => selector[`${part}s`] !== undefined);
    if (!isUnknown || !isAsked) return [];
    return [`Note: the history does not name its ${part}, so no scope by ${part}s applies. Add --${part}.`];
  });
}

interface Wanted {
  subject: SubjectKey;
  effect: Effect;
}

/** Applies all inputs before the first decision, so that their order does not matter. The clock stands still. */
export async function replaySubjects(subjects: Subject[], rules: PolicyPort): Promise<Replayed> {
  const store = createMemoryStore();
  const effects: Wanted[] = [];
  for (const { key, inputs } of subjects.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    const now = latest(inputs);
    const world = recording(key, effects);
    await reconcile(key, inputs, {
      store,
      rules: async () => rules,
      world,
      now: () => now,
      id: () => 'replay',
      log: () => {},
    });
  }
  return {
    executions: store.rows().flatMap((row) => executionOf(row, effects)),
    effects: effects.map(outline),
  };
}

/** Every effect succeeds, and no refresh finds anything new. */
function recording(subject: SubjectKey, effects: Wanted[]): World {
  const done = async (effect: Exclude<Effect, { type: 'wake' }>): Promise<Input[]> => {
    effects.push({ subject, effect });
    const { key, claim, digest } = effect;
    const message = 'channel' in effect ? { message: { channel: effect.channel, ts: key } } : {};
    return [{ type: 'outcome', key, claim, result: { done: true, digest, ...message } }];
  };
  return worldOf(done);
}

function latest(inputs: Input[]): number {
  const facts = inputs.flatMap((input) => (input.type === 'seen' ? inOrder(input.execution) : []));
  return Math.max(0, ...facts.map((fact) => fact.at));
}

function executionOf({ key, execution }: Row, effects: Wanted[]): ReplayedExecution[] {
  if (!execution) return [];
  const summary = summarize(execution);
  const shows = effects.flatMap(({ subject, effect }) => (subject === key && effect.type === 'show' ? [effect] : []));
  const channels = new Map(shows.map((show) => [show.channel, render(show.summary, show)]));
  return [
    {
      pipeline: summary.pipeline,
      executionId: summary.executionId,
      state: summary.state,
      stages: summary.stages.map(({ name, state }) => ({ name, state })),
      messages: [...channels].map(([channel, message]) => ({ channel, ...message })),
    },
  ];
}

/** The effect without its summary, which is printed once above. */
function outline({ subject, effect }: Wanted): object {
  const { type, key } = effect;
  if (type === 'wake') return { type, key };
  const to = 'channel' in effect ? { channel: effect.channel } : 'topic' in effect ? { topic: effect.topic } : {};
  const news = 'milestone' in effect ? { news: effect.milestone.type } : {};
  return {
    type,
    key,
    executionId: refOfKey(subject as ExecutionKey).executionId,
    ...to,
    ...news,
    because: effect.because,
  };
}

function inWords({ executions, effects }: Replayed): string {
  const outcomes = executions.map(({ pipeline, executionId, state, stages, messages }) =>
    [
      `${pipeline} ${executionId}: ${state}`,
      `  ${stages.map((stage) => `${stage.name} ${stage.state}`).join(', ')}`,
      ...messages.map(({ channel, text }) => `  ${channel}: ${text}`),
    ]
      .map(printable)
      .join('\n'),
  );
  return [...outcomes, '', ...effects.map((effect) => JSON.stringify(effect))].join('\n');
}
