import type { Command } from '../../core/command/types.ts';
import { plain, standalone } from '../render/text.ts';
import { ending, freezes, Misuse, patterns, reason } from './arguments.ts';
import { type Draft, draftOf } from './command-form.ts';
import { endOf } from './end-time.ts';
import { type Slots, slotsOf } from './keywords.ts';

/** What stands after `/signalbox`, understood; or what is wrong with it, in words, with an example, and as far as it was
 *  understood where a form can ask for the rest. */
export type Read =
  | { type: 'command'; command: Command }
  | { type: 'help' }
  | { type: 'misuse'; text: string; draft?: Draft | undefined };

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
    const lines = [standalone(error.message, 300), `Write \`/signalbox ${form}\`, as in \`/signalbox ${example}\``];
    return {
      type: 'misuse',
      text: lines.join('\n'),
      draft: draftOf(word, { ...slots, words: rest }, at, error.message),
    };
  }
}

const readers: Record<Word, (slots: Slots, at: number) => Command> = {
  status: (slots) => ({ type: 'status', pipelines: anyPipelines(slots) }),
  windows: (slots) => ({ type: 'windows', pipelines: anyPipelines(slots) }),
  why: (slots) => ({ type: 'why', ...place(slots) }),
  freeze(slots, at) {
    only(slots, ['stage', 'for', 'until', 'because']);
    return { type: 'freeze', ...extent(slots), until: until(slots, at), reason: because(slots) };
  },
  mute(slots, at) {
    only(slots, ['for', 'until']);
    return { type: 'mute', pipelines: patterns('pipelines', slots.words), until: until(slots, at) };
  },
  override(slots, at) {
    only(slots, ['on', 'stage', 'for', 'until', 'because']);
    const named = freezes(slots.words);
    return {
      type: 'override',
      ...(named === undefined ? {} : { freezes: named }),
      ...extent({ ...slots, words: slots.named.on ?? [] }),
      until: until(slots, at),
      reason: because(slots),
    };
  },
  thaw(slots) {
    only(slots, []);
    if (slots.words.length === 0) throw new Misuse('What is thawed is missing: an order, or the pipelines it is for.');
    return { type: 'thaw', what: patterns('pipelines', slots.words).join(',') };
  },
  retry: (slots) => ({ type: 'retry', ...place(slots) }),
  release(slots) {
    const { stage, ...pipeline } = place(slots);
    if (stage !== undefined) throw new Misuse('A release begins at the source: name the pipeline only.');
    return { type: 'release', ...pipeline };
  },
  stop(slots) {
    only(slots, ['because']);
    const [pipeline, execution] = names(slots, 2);
    return { type: 'stop', ...pipeline, ...(execution === undefined ? {} : { execution }), reason: because(slots) };
  },
  rollback(slots) {
    const { stage, ...pipeline } = place(slots);
    if (stage === undefined) throw new Misuse('Which stage is rolled back is missing.');
    return { type: 'rollback', ...pipeline, stage };
  },
};

/** What is not understood is not done without it. */
function only({ named }: Slots, known: string[]): void {
  const strange = Object.keys(named).find((keyword) => !known.includes(keyword));
  if (strange !== undefined) throw new Misuse(`"${strange}" has no meaning there.`);
}

function extent(slots: Slots): { pipelines: string[]; stages?: string[] } {
  const { stage } = slots.named;
  const pipelines = patterns('pipelines', slots.words);
  return stage === undefined ? { pipelines } : { pipelines, stages: patterns('stages', stage) };
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
  const [pipeline, stage] = names({ ...slots, words: [...slots.words, ...(slots.named.stage ?? [])] }, 2);
  return stage === undefined ? pipeline : { ...pipeline, stage };
}

/** `ACCOUNT/PIPELINE`, where one name is there in several accounts or Regions. */
function names({ words }: Slots, most: number): [Named, string?] {
  const [first, second] = words;
  if (first === undefined) throw new Misuse('Which pipeline is missing.');
  if (words.length > most) throw new Misuse(`"${words.slice(most).join(' ')}" is too much.`);
  const parts = first.split('/');
  const wrong = [...parts, second ?? parts[0] ?? ''].find((word) => !/^[A-Za-z0-9.@_-]{1,100}$/.test(word));
  if (wrong !== undefined || parts.length > 3) throw new Misuse(`"${wrong || first}" is no name.`);
  const where = parts.slice(0, -1);
  const pipeline = { pipeline: parts.at(-1) ?? '', ...(where.length > 0 ? { where } : {}) };
  return second === undefined ? [pipeline] : [pipeline, second];
}

function until({ named }: Slots, at: number): number {
  return ending(endOf(named, at));
}

function because({ named }: Slots): string {
  return reason(named.because?.join(' ') ?? '');
}
