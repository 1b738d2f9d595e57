import type { FreezeCommand, OverrideCommand } from '../../core/command/types.ts';
import { ending, freezes, Misuse, patterns, reason, stagePatterns } from './arguments.ts';
import { bounded, endOf, type Typed } from './end-time.ts';
import { ANYWAY, type Slots } from './keywords.ts';
import { sentences } from './messages.ts';

/** Each field of the form corresponds to a keyword of the typed command. */

export type Field = 'freezes' | 'pipelines' | 'stage' | 'for' | 'until' | 'because' | typeof ANYWAY;

/** The values of the form; `until` in seconds, as Slack's picker sends it. */
export type Fields = { [field in Field]?: string };

export interface Draft {
  type: 'freeze' | 'override';
  fields: Fields;
  problem?: string;
}

/** Choices for the duration, keyed as a typed command writes them. */
export const lengths = {
  '30m': '30 minutes',
  '1h': '1 hour',
  '2h': '2 hours',
  '4h': '4 hours',
  '8h': '8 hours',
  '1d': '1 day',
  '2d': '2 days',
  '1w': '1 week',
  '2w': '2 weeks',
} as const;

/** Some clients cannot clear a menu, so one choice leaves the end to the picker. */
export const UNTIL = 'until';

/** Keeps the valid parts of an invalid command. */
export function draftOf(
  type: string,
  { words, named, anyway }: Slots,
  typed: Typed,
  problem: string,
): Draft | undefined {
  if (type !== 'freeze' && type !== 'override') return undefined;
  const isBare = words.length === 0 && Object.keys(named).length === 0;
  const fields = {
    freezes: type === 'override' ? listed(words) : undefined,
    pipelines: listed(type === 'override' ? named.on : words),
    stage: listed(named.stage),
    because: named.because?.join(' '),
    anyway: anyway && ANYWAY,
    ...end(named, typed),
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return { type, fields: Object.fromEntries(given), problem: isBare ? undefined : problem };
}

function listed(words: string[] | undefined): string | undefined {
  return words?.flatMap((word) => word.split(',')).join(', ');
}

function end(named: Slots['named'], typed: Typed): Fields {
  const until = endOf(named, typed);
  if (typeof until !== 'number') return {};
  const length = Object.keys(lengths).find((one) => endOf({ for: [one] }, typed) === until);
  return length === undefined ? { for: UNTIL, until: String(until / 1000) } : { for: length };
}

type Filled = { command: FreezeCommand | OverrideCommand } | { errors: Partial<Record<Field, string>> };

export function commandOf(type: Draft['type'], fields: Fields, at: number): Filled {
  const errors: Partial<Record<Field, string>> = {};
  function take<T>(field: Field, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Misuse)) throw error;
      errors[field] = error.message;
      return undefined;
    }
  }
  const named = type === 'override' ? take('freezes', () => freezes(words(fields.freezes))) : undefined;
  const pipelines = take('pipelines', () => patterns('pipelines', words(fields.pipelines)));
  const stages = words(fields.stage).length > 0 ? take('stage', () => stagePatterns(words(fields.stage))) : undefined;
  const until = fields.for === UNTIL ? take('until', () => picked(fields, at)) : take('for', () => lasting(fields, at));
  const why = take('because', () => reason(fields.because?.trim().replace(/\s+/g, ' ') ?? ''));
  if (pipelines === undefined || until === undefined || why === undefined || Object.keys(errors).length > 0) {
    return { errors };
  }
  const anyway = fields.anyway === ANYWAY ? { anyway: true as const } : {};
  const common = { pipelines, ...(stages && { stages }), ...anyway, until, reason: why };
  return { command: type === 'freeze' ? { type, ...common } : { type, ...(named && { freezes: named }), ...common } };
}

function words(text = ''): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

function picked({ until }: Fields, at: number): number {
  const end = Number(until) * 1000;
  if (Number.isNaN(end)) throw new Misuse(sentences.chooseTime);
  return ending(bounded(end, at));
}

/** A duration together with a time is an error, because either may be meant. */
function lasting({ for: length, until }: Fields, at: number): number {
  if (length === undefined) throw new Misuse(sentences.chooseDuration);
  if (until !== undefined) throw new Misuse(sentences.durationAndTime);
  return ending(endOf({ for: [length] }, { at }));
}
