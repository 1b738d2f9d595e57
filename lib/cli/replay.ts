import { readFile } from 'node:fs/promises';
import { readPolicy } from '../config/policy-file.ts';
import { absorb, type Execution, type ExecutionKey, inOrder, refOfKey } from '../core/execution/facts.ts';
import { summarize } from '../core/execution/summary.ts';
import type { Effect } from '../core/model/effect.ts';
import type { Input } from '../core/model/input.ts';
import type { PolicyPort } from '../core/model/policy-port.ts';
import type { Row } from '../core/model/row.ts';
import type { SubjectKey } from '../core/model/subject.ts';
import { groupBySubject } from '../inbox/group-by-subject.ts';
import { times } from '../policy/calendar/time-sources.ts';
import { rulesOf } from '../policy/rules.ts';
import type { Message } from '../slack/render/blocks.ts';
import { render } from '../slack/render/message.ts';
import { createMemoryStore } from '../store/memory.ts';
import { reconcile, type World } from '../worker/reconcile.ts';
import { printAside } from './print.ts';
import { printable } from './printable.ts';
import { Misuse, WrongFile } from './refusal.ts';
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

/** Replays recorded events and prints the resulting state, messages and effects. Nothing leaves this process. */
export async function replay(files: string[], { policy, json }: { policy: string; json: boolean }): Promise<string> {
  if (files.length === 0) throw new Misuse('replay needs at least one file of events.');
  const read = await readPolicy(policy);
  const { freezes } = read.policy;
  // Only AWS knows the state of an SSM calendar at that time.
  const untold = freezes.filter(({ ssmCalendar }) => ssmCalendar !== undefined);
  const known = { ...read.policy, freezes: freezes.filter((freeze) => !untold.includes(freeze)) };
  const rules = rulesOf(known, read.version, times);
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const events = texts.flatMap((text, index) => readEvents(text, files[index] ?? ''));
  const { unknown, ...replayed } = await replayEvents(events, rules);
  for (const why of unknown) printAside(printable(why));
  const left = untold.map(({ id }) => `\nLeft out: ${id}, because the past states of its SSM calendar are unknown.`);
  const told = [whatIfInWords(whatIf(knownFrom(events), rules, known)), ...left].join('');
  if (json) printAside(told);
  return json ? JSON.stringify(replayed, null, 2) : `${inWords(replayed)}\n\n${told}`;
}

function knownFrom(events: unknown[]): Execution[] {
  return groupBySubject(recordsOf(events)).subjects.flatMap(({ inputs }) => {
    const seen = inputs.flatMap((input) => (input.type === 'seen' ? [input.execution] : []));
    return seen.reduce<Execution | undefined>(absorb, undefined) ?? [];
  });
}

function recordsOf(events: unknown[]) {
  return events.map((event, index) => ({ messageId: `event ${index + 1}`, body: JSON.stringify(event) }));
}

interface Wanted {
  subject: SubjectKey;
  effect: Effect;
}

/** Applies all events before the first decision, so that their order does not matter. The clock stands still. */
export async function replayEvents(events: unknown[], rules: PolicyPort): Promise<Replayed & { unknown: string[] }> {
  const { subjects, unknown } = groupBySubject(recordsOf(events));
  const store = createMemoryStore();
  const effects: Wanted[] = [];
  for (const { key, inputs } of subjects.sort((a, b) => (a.key < b.key ? -1 : 1))) {
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
    unknown: unknown.map(({ messageId, why }) => `${messageId}: ${why}`),
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

/** One event, an array of events, or one event per line. */
function readEvents(text: string, file: string): unknown[] {
  try {
    return [JSON.parse(text)].flat();
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line, index) => {
      try {
        return JSON.parse(line);
      } catch (error) {
        throw new WrongFile(`${file}:${index + 1} is not JSON.`, { cause: error });
      }
    });
  }
}

function inWords({ executions, effects }: Replayed): string {
  const told = executions.map(({ pipeline, executionId, state, stages, messages }) =>
    [
      `${pipeline} ${executionId}: ${state}`,
      `  ${stages.map((stage) => `${stage.name} ${stage.state}`).join(', ')}`,
      ...messages.map(({ channel, text }) => `  ${channel}: ${text}`),
    ]
      .map(printable)
      .join('\n'),
  );
  return [...told, '', ...effects.map((effect) => JSON.stringify(effect))].join('\n');
}
