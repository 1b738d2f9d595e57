import type { Command } from '../core/command.ts';
import { type Slots, slotsOf } from './command-slots.ts';
import { endOf } from './command-time.ts';
import { plain } from './text.ts';

/** What stands after `/signalbox`, understood; or what is wrong with it, in words, with an example. */
export type Read = { type: 'command'; command: Command } | { type: 'help' } | { type: 'misuse'; text: string };

/** How each is written. */
export const usage = {
  status: ['status [PIPELINES]', 'status shop-*'],
  why: ['why PIPELINE [STAGE]', 'why shop-api Deploy'],
  windows: ['windows [PIPELINES]', 'windows shop-*'],
  freeze: [
    'freeze PIPELINES [stage STAGES] for TIME|until INSTANT because REASON',
    'freeze shop-* for 2h because load test',
  ],
  thaw: ['thaw ORDER|PIPELINES', 'thaw shop-*'],
  override: [
    'override FREEZE|all on PIPELINES for TIME because REASON',
    'override weekend on shop-api for 1h because hotfix 42',
  ],
  mute: ['mute PIPELINES for TIME', 'mute shop-* for 30m'],
  retry: ['retry PIPELINE [STAGE]', 'retry shop-api Build'],
  release: ['release PIPELINE', 'release shop-api'],
  stop: ['stop PIPELINE [EXECUTION] because REASON', 'stop shop-api because wrong branch'],
  rollback: ['rollback PIPELINE STAGE', 'rollback shop-api Deploy'],
} as const satisfies Record<Command['type'], readonly [string, string]>;

export type Word = keyof typeof usage;

/** @param at when it was said, by Slack's clock; milliseconds */
export function readCommand(text: string, at: number): Read {
  const slots = slotsOf(text);
  const [said = 'help', ...rest] = slots.words;
  const word = said.toLowerCase().replace(/^roll-back$/, 'rollback');
  if (word === 'help') return { type: 'help' };
  if (!Object.hasOwn(usage, word)) return { type: 'misuse', text: `There is no "${plain(said, 60)}".` };
  try {
    return { type: 'command', command: readers[word as Word]({ ...slots, words: rest }, at) };
  } catch (error) {
    if (!(error instanceof Misuse)) throw error;
    const [form, example] = usage[word as Word];
    const lines = [`${plain(error.message, 300)}`, `Write \`/signalbox ${form}\`, as in \`/signalbox ${example}\``];
    return { type: 'misuse', text: lines.join('\n') };
  }
}

class Misuse extends Error {
  override readonly name = 'Misuse';
}

const readers: Record<Word, (slots: Slots, at: number) => Command> = {
  status: (slots) => ({ type: 'status', pipelines: anyPipelines(slots) }),
  windows: (slots) => ({ type: 'windows', pipelines: anyPipelines(slots) }),
  why: (slots) => ({ type: 'why', ...place(slots) }),
  freeze: (slots, at) => ({ type: 'freeze', ...extent(slots), until: until(slots, at), reason: reason(slots) }),
  mute(slots, at) {
    only(slots, ['for', 'until']);
    return { type: 'mute', pipelines: patterns('pipelines', slots.words), until: until(slots, at) };
  },
  override(slots, at) {
    only(slots, ['on', 'stage', 'for', 'until', 'because']);
    const [first, ...more] = slots.words.flatMap((word) => word.split(','));
    if (first === undefined) throw new Misuse('Which freeze is overridden is missing.');
    const isAll = first.toLowerCase() === 'all';
    if (isAll && more.length > 0) throw new Misuse('"all" are all freezes; name nothing beside it.');
    return {
      type: 'override',
      ...(isAll ? {} : { freezes: [first, ...more] }),
      ...extent({ ...slots, words: slots.named.on ?? [] }),
      until: until(slots, at),
      reason: reason(slots),
    };
  },
  thaw(slots) {
    only(slots, []);
    if (slots.words.length === 0) throw new Misuse('What is thawed is missing: an order, or the pipelines it is for.');
    return { type: 'thaw', what: patterns('pipelines', slots.words).join(',') };
  },
  retry: (slots) => ({ type: 'retry', ...place(slots) }),
  release(slots) {
    const { pipeline, stage } = place(slots);
    if (stage !== undefined) throw new Misuse('A release begins at the source: name the pipeline only.');
    return { type: 'release', pipeline };
  },
  stop(slots) {
    only(slots, ['because']);
    const [pipeline, execution] = names(slots, 2);
    return { type: 'stop', pipeline, ...(execution === undefined ? {} : { execution }), reason: reason(slots) };
  },
  rollback(slots) {
    const { pipeline, stage } = place(slots);
    if (stage === undefined) throw new Misuse('Which stage is rolled back is missing.');
    return { type: 'rollback', pipeline, stage };
  },
};

/** What is not understood is not done without it. */
function only({ named }: Slots, known: string[]): void {
  const strange = Object.keys(named).find((keyword) => !known.includes(keyword));
  if (strange !== undefined) throw new Misuse(`"${strange}" has no meaning there.`);
}

function extent(slots: Slots): { pipelines: string[]; stages?: string[] } {
  only(slots, ['on', 'stage', 'for', 'until', 'because']);
  const { stage } = slots.named;
  const pipelines = patterns('pipelines', slots.words);
  return stage === undefined ? { pipelines } : { pipelines, stages: patterns('stages', stage) };
}

function anyPipelines(slots: Slots): string[] {
  only(slots, []);
  return slots.words.length === 0 ? ['*'] : patterns('pipelines', slots.words);
}

function place(slots: Slots): { pipeline: string; stage?: string } {
  only(slots, ['stage']);
  const [pipeline, stage] = names({ ...slots, words: [...slots.words, ...(slots.named.stage ?? [])] }, 2);
  return stage === undefined ? { pipeline } : { pipeline, stage };
}

const MOST = 20;

function patterns(what: string, words: string[]): string[] {
  const all = [...new Set(words.flatMap((word) => word.split(',')).filter((word) => word !== ''))];
  if (all.length === 0) throw new Misuse(`Which ${what} is missing; \`*\` is all of them.`);
  if (all.length > MOST) throw new Misuse(`More than ${MOST} ${what} are too many: use \`*\` in a pattern.`);
  const wrong = all.find((word) => !/^[A-Za-z0-9.@_*?-]{1,100}$/.test(word));
  if (wrong !== undefined)
    throw new Misuse(`"${wrong}" is no name or pattern: \`*\` is any run of characters, \`?\` any one.`);
  return all;
}

function names({ words }: Slots, most: number): [string, string?] {
  const [first, second] = words;
  if (first === undefined) throw new Misuse('Which pipeline is missing.');
  if (words.length > most) throw new Misuse(`"${words.slice(most).join(' ')}" is too much.`);
  const wrong = words.find((word) => !/^[A-Za-z0-9.@_-]{1,100}$/.test(word));
  if (wrong !== undefined) throw new Misuse(`"${wrong}" is no name.`);
  return second === undefined ? [first] : [first, second];
}

function until({ named }: Slots, at: number): number {
  const end = endOf(named, at);
  if (typeof end === 'string') throw new Misuse(end);
  return end;
}

const LONGEST_REASON = 200;

function reason({ named }: Slots): string {
  const said = named.because?.join(' ') ?? '';
  if (said === '') throw new Misuse('A reason is missing: because …');
  if (said.length > LONGEST_REASON) throw new Misuse(`The reason is longer than ${LONGEST_REASON} characters.`);
  return said;
}
