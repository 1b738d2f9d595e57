import type { Command } from '../../core/command/types.ts';
import { nearest } from '../../core/text/nearest.ts';
import { plain, standalone } from '../render/text.ts';
import { ending, freezes, isAll, Misuse, patterns, reason, stagePatterns } from './arguments.ts';
import { type Draft, draftOf } from './command-form.ts';
import { beginsTime } from './day-words.ts';
import { endOf, isDuration, type Typed, ZoneNeeded } from './end-time.ts';
import { type Slots, slotsOf } from './keywords.ts';
import { sentences, usage, type Word } from './messages.ts';
import { releaseTerms } from './release-terms.ts';
import { releaseTime } from './release-time.ts';

/** `text` is an error with an example; `draft` has the valid parts, for a form that asks for the rest. */
export type Read =
  | { type: 'command'; command: Command }
  | { type: 'help' }
  /** The command names a time. Load `times`, then read the person's zone, and parse again. */
  | { type: 'zone needed' }
  | { type: 'misuse'; text: string; draft?: Draft };

const aliases: Record<string, Word | 'help'> = {
  thaw: 'unfreeze',
  'un-freeze': 'unfreeze',
  'roll-back': 'rollback',
  '--help': 'help',
  '-h': 'help',
  '?': 'help',
};

/** Words of other tools. They are not executed, because they may mean something else. */
const similar: Record<string, Word[]> = {
  list: ['status', 'windows'],
  ls: ['status', 'windows'],
  show: ['status', 'windows'],
  freezes: ['windows'],
  deploy: ['release'],
  start: ['release'],
  run: ['release'],
  rerun: ['retry', 'release'],
  restart: ['retry', 'release'],
  explain: ['why'],
  un: ['unfreeze', 'unlock'],
  abort: ['stop'],
  kill: ['stop'],
  revert: ['rollback'],
  undo: ['rollback', 'unfreeze'],
  unmute: ['unfreeze'],
  end: ['unfreeze'],
  bypass: ['override-condition', 'override'],
  skip: ['override-condition', 'override'],
};

/** Nothing that a command can begin with. */
const polite = /^\s*(?:(?:please|pls|\/?signalbox)\s+)+/i;

/** @param typed when, by Slack's clock, and in which zone the command was typed */
export function readCommand(text: string, typed: Typed): Read {
  try {
    return readPlaced(text, typed);
  } catch (error) {
    if (error instanceof ZoneNeeded) return { type: 'zone needed' };
    throw error;
  }
}

function readPlaced(text: string, typed: Typed): Read {
  const slots = slotsOf(text.replace(polite, ''));
  const [first = 'help', ...rest] = slots.words;
  const word = aliases[first.toLowerCase()] ?? first.toLowerCase();
  if (word === 'help' || rest.some((one) => /^--?h(elp)?$/.test(one))) return { type: 'help' };
  if (!isWord(word)) return { type: 'misuse', text: notACommand(first) };
  const own = withDuration(word, { ...slots, words: rest });
  try {
    return { type: 'command', command: readers[word](own, typed) };
  } catch (error) {
    if (!(error instanceof Misuse)) throw error;
    const [form, example] = usage[word];
    const lines = [standalone(error.message, 300), `Write \`/signalbox ${form}\`, as in \`/signalbox ${example}\``];
    return { type: 'misuse', text: lines.join('\n'), draft: draftOf(word, own, typed, error.message) };
  }
}

function isWord(word: string): word is Word {
  return Object.hasOwn(usage, word);
}

const decisions = ['approve', 'accept', 'reject', 'deny', 'decline'];

function notACommand(first: string): string {
  const word = first.toLowerCase();
  const near = Object.hasOwn(similar, word)
    ? (similar[word] ?? [])
    : nearest(word, [...Object.keys(usage), ...decisions]);
  if (decisions.includes(near[0] ?? '')) return sentences.decideByButton;
  return sentences.unknownCommand(plain(first, 60), near);
}

/** `freeze shop 2h` means `freeze shop for 2h`: without an end, the command could only fail. */
function withDuration(word: Word, slots: Slots): Slots {
  const { words, named } = slots;
  const ends = word === 'freeze' || word === 'lock' || word === 'override' || word === 'mute';
  if (!ends || named.for || named.until) return slots;
  const slot = named.stage ? 'stage' : 'on';
  const list = named[slot] ?? words;
  const most = Math.min(2, list.length - 1);
  const count = [most, most - 1].find((last) => last > 0 && isDuration(list.slice(-last).join('')));
  if (count === undefined) return slots;
  const [left, length] = [list.slice(0, -count), list.slice(-count)];
  return named[slot]
    ? { ...slots, named: { ...named, [slot]: left, for: length } }
    : { ...slots, words: left, named: { ...named, for: length } };
}

const readers: Record<Word, (slots: Slots, typed: Typed) => Command> = {
  status: (slots) => ({ type: 'status', pipelines: anyPipelines(slots) }),
  windows: (slots) => ({ type: 'windows', pipelines: anyPipelines(slots) }),
  where: (slots) => ({ type: 'where', pipelines: anyPipelines(slots) }),
  why: (slots) => ({ type: 'why', ...place(slots) }),
  freeze(slots, typed) {
    only(slots, ['stage', 'for', 'until', 'because', 'anyway']);
    return { type: 'freeze', ...extent(slots), until: until(slots, typed), reason: because(slots) };
  },
  lock(slots, typed) {
    only(slots, ['stage', 'for', 'until', 'because']);
    const { pipeline, stages } = lockable(slots);
    if (!stages) throw new Misuse(sentences.missingStage);
    const rest = { until: until(slots, typed), reason: because(slots) };
    return { type: 'freeze', lock: true, pipelines: [pipeline], stages, ...rest };
  },
  unlock(slots) {
    only(slots, ['stage']);
    const { pipeline, stages } = lockable(slots);
    return { type: 'thaw', what: pipeline, locks: { ...(stages && { stages }) } };
  },
  mute(slots, typed) {
    only(slots, ['for', 'until', 'anyway']);
    return { type: 'mute', ...extent(slots), until: until(slots, typed) };
  },
  override(slots, typed) {
    only(slots, ['on', 'stage', 'for', 'until', 'because', 'anyway']);
    if (!slots.named.on && slots.words.length > 0) throw new Misuse(sentences.missingOn);
    const named = freezes(slots.words);
    return {
      type: 'override',
      ...(named === undefined ? {} : { freezes: named }),
      ...extent({ ...slots, words: slots.named.on ?? [] }),
      until: until(slots, typed),
      reason: because(slots),
    };
  },
  unfreeze(slots) {
    only(slots, []);
    if (slots.words.length === 0) throw new Misuse(sentences.missingUnfreeze);
    return { type: 'thaw', what: patterns('pipelines', slots.words).join(',') };
  },
  retry: (slots) => ({ type: 'retry', ...place(slots) }),
  release(slots, typed) {
    const named = slots.words.join(' ');
    const [pipelines] = named.split(/ ?(?:\.{3}|…)$/);
    if (pipelines && pipelines !== named) {
      only(slots, []);
      const [pipeline] = names({ ...slots, words: pipelines.split(' ') }, 1);
      return { type: 'revisions', ...pipeline, view: '' };
    }
    only(slots, ['stage', 'at', 'image', 'object', 'source', 'with', 'what', 'time', 'in', 'when']);
    const { stage, ...pipeline } = place({
      ...slots,
      named: { ...(slots.named.stage && { stage: slots.named.stage }) },
    });
    if (stage !== undefined) throw new Misuse(sentences.releaseTakesNoStage);
    const release = { ...pipeline, ...releaseTerms(slots.named) };
    const later = releaseTime(slots.named, typed);
    return later ? { type: 'schedule', release, ...later } : { type: 'release', ...release };
  },
  cancel({ words, named }) {
    const text = [...words, ...Object.entries(named).flat(2)].join(' ');
    if (!/^release-[a-z0-9]+$/i.test(text)) throw new Misuse(sentences.noScheduled(text));
    return { type: 'cancel', what: text.toLowerCase() };
  },
  stop(slots) {
    only(slots, ['because']);
    const [pipeline, execution] = names(slots, 2);
    return { type: 'stop', ...pipeline, ...(execution === undefined ? {} : { execution }), reason: because(slots) };
  },
  rollback(slots) {
    const { stage, ...pipeline } = place(slots);
    if (stage === undefined) throw new Misuse(sentences.missingStage);
    return { type: 'rollback', ...pipeline, stage };
  },
  'override-condition'({ words, named }) {
    only({ words, named }, ['stage', 'because']);
    const { because: why, ...rest } = named;
    const { stage, ...pipeline } = place({ words, named: rest });
    if (stage === undefined) throw new Misuse(sentences.missingStage);
    return { type: 'override-condition', ...pipeline, stage, ...(why && { reason: because({ words, named }) }) };
  },
};

/** An unexpected keyword is an error: without it, the command would mean something else. */
function only({ named, anyway }: Slots, known: string[]): void {
  const strange = [...Object.keys(named), ...(anyway ? ['anyway'] : [])].find((keyword) => !known.includes(keyword));
  if (strange !== undefined) throw new Misuse(sentences.notHere(strange));
}

function extent({ words, named, anyway }: Slots): { pipelines: string[]; stages?: string[]; anyway?: true } {
  const stages = named.stage && stagePatterns(named.stage);
  return { pipelines: patterns('pipelines', words), ...(stages && { stages }), ...(anyway && { anyway }) };
}

function anyPipelines(slots: Slots): string[] {
  only(slots, []);
  return slots.words.length === 0 ? ['*'] : patterns('pipelines', slots.words);
}

interface Named {
  pipeline: string;
  where?: string[];
}

function place(slots: Slots): Named & { stage?: string } {
  only(slots, ['stage']);
  if (slots.words.length === 0) throw new Misuse(sentences.missingPipeline);
  const [pipeline, stage] = names({ ...slots, words: [...slots.words, ...(slots.named.stage ?? [])] }, 2);
  return stage === undefined ? pipeline : { ...pipeline, stage };
}

/** Names only: a pattern would let the owner's executions into stages that do not exist yet. */
function lockable({ words, named }: Slots): { pipeline: string; stages?: string[] } {
  const [pipeline, ...rest] = words;
  if (pipeline === undefined) throw new Misuse(sentences.missingPipeline);
  const all = [pipeline, ...rest, ...(named.stage ?? [])];
  const several =
    all.find((word) => isAll(word) || /[*?]/.test(word)) ?? (pipeline.includes(',') ? pipeline : undefined);
  if (several !== undefined) throw new Misuse(sentences.oneLock(several));
  const [name = ''] = patterns('pipelines', [pipeline]);
  const stages = all.slice(1);
  return { pipeline: name, ...(stages.length > 0 && { stages: patterns('stages', stages) }) };
}

/** `ACCOUNT/PIPELINE` selects one of several pipelines with the same name in different accounts or Regions. */
function names({ words }: Slots, most: number): [Named, string?] {
  const [first, second] = words;
  if (first === undefined) throw new Misuse(sentences.missingPipeline);
  if (words.length > most) throw new Misuse(sentences.tooMuch(words.slice(most).join(' ')));
  if (isAll(first) || /[*?,]/.test(first)) throw new Misuse(sentences.onePipeline(first));
  if (second !== undefined && (isAll(second) || /[*?,]/.test(second))) throw new Misuse(sentences.oneStage(second));
  const parts = first.split('/');
  const wrong = [...parts, second ?? parts[0] ?? ''].find((word) => !/^[A-Za-z0-9.@_-]{1,100}$/.test(word));
  if (wrong !== undefined || parts.length > 3) throw new Misuse(sentences.noName(wrong || first));
  const where = parts.slice(0, -1);
  const pipeline = { pipeline: parts.at(-1) ?? '', ...(where.length > 0 ? { where } : {}) };
  return second === undefined ? [pipeline] : [pipeline, second];
}

function until({ named }: Slots, typed: Typed): number {
  if (!named.for && !named.until) endFirst(named.because?.join(' ') ?? '');
  return ending(endOf(named, typed));
}

/** `because audit for 2h`: all words after `because` are the reason. */
function endFirst(text: string): void {
  const [, why = '', word = '', end = ''] = /^(.+?),? (for|until|till) (.+)$/i.exec(text) ?? [];
  const isEnd = /^f/i.test(word) ? isDuration(end.replaceAll(' ', '')) : beginsTime(end.split(' ')[0] ?? '');
  if (isEnd) throw new Misuse(sentences.endFirst(`${word} ${end} because ${why}`));
}

function because({ named }: Slots): string {
  return reason(named.because?.join(' ') ?? '');
}
