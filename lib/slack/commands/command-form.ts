import type { FreezeCommand, OverrideCommand } from '../../core/command/types.ts';
import { ending, freezes, Misuse, patterns, reason } from './arguments.ts';
import { bounded, endOf } from './end-time.ts';
import type { Slots } from './keywords.ts';

/** An order that is filled in instead of typed. What its form has fields for is what the command has keywords for. */

export type Field = 'freezes' | 'pipelines' | 'stage' | 'for' | 'until' | 'because';

/** As they stand in the form; `until` in seconds, as Slack's picker has it. */
export type Fields = { [field in Field]?: string | undefined };

export interface Draft {
  type: 'freeze' | 'override';
  fields: Fields;
  /** What was wrong with what was typed, if anything was. */
  problem?: string | undefined;
}

/** For how long: what can be chosen, and how a command says it. */
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

/** Not everywhere can a menu be emptied again, so it has a choice that leaves the end to the picker. */
export const UNTIL = 'until';

/** As much as was understood of a command that cannot be carried out as it is. */
export function draftOf(type: string, { words, named }: Slots, at: number, problem: string): Draft | undefined {
  if (type !== 'freeze' && type !== 'override') return undefined;
  const isBare = words.length === 0 && Object.keys(named).length === 0;
  const fields = {
    freezes: type === 'override' ? listed(words) : undefined,
    pipelines: listed(type === 'override' ? named.on : words),
    stage: listed(named.stage),
    because: named.because?.join(' '),
    ...end(endOf(named, at), at),
  };
  const said = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return { type, fields: Object.fromEntries(said), problem: isBare ? undefined : problem };
}

function listed(words: string[] | undefined): string | undefined {
  return words?.flatMap((word) => word.split(',')).join(', ');
}

function end(until: number | string, at: number): Fields {
  if (typeof until === 'string') return {};
  const length = Object.keys(lengths).find((one) => endOf({ for: [one] }, at) === until);
  // The picker knows no seconds.
  return length === undefined ? { for: UNTIL, until: String(Math.ceil(until / 60_000) * 60) } : { for: length };
}

type Filled = { command: FreezeCommand | OverrideCommand } | { errors: Partial<Record<Field, string>> };

/** What was filled in, as the command that it is, or what is wrong with which field. */
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
  const stages =
    words(fields.stage).length > 0 ? take('stage', () => patterns('stages', words(fields.stage))) : undefined;
  const until = fields.for === UNTIL ? take('until', () => picked(fields, at)) : take('for', () => lasting(fields, at));
  const said = take('because', () => reason(fields.because?.trim().replace(/\s+/g, ' ') ?? ''));
  if (pipelines === undefined || until === undefined || said === undefined || Object.keys(errors).length > 0) {
    return { errors };
  }
  const common = { pipelines, ...(stages && { stages }), until, reason: said };
  return { command: type === 'freeze' ? { type, ...common } : { type, ...(named && { freezes: named }), ...common } };
}

function words(text = ''): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

function picked({ until }: Fields, at: number): number {
  const end = Number(until) * 1000;
  if (Number.isNaN(end)) throw new Misuse('Choose the time at which it ends.');
  return ending(bounded(end, at));
}

/** Which of two was meant is not guessed. */
function lasting({ for: length, until }: Fields, at: number): number {
  if (length === undefined) throw new Misuse('Choose for how long.');
  if (until !== undefined) throw new Misuse('A time is chosen below: say here that it counts, or empty it.');
  return ending(endOf({ for: [length] }, at));
}
