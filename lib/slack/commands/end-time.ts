import { LONGEST_ORDER } from '../../core/base/timing.ts';
import { MINUTE } from '../../core/base/units.ts';
import { duration } from '../../core/text/duration.ts';
import { sentences } from './messages.ts';

const units: Record<string, number> = { w: 10_080 * MINUTE, d: 1_440 * MINUTE, h: 60 * MINUTE, m: MINUTE, s: 1_000 };

export interface Times {
  /** @returns an instant (milliseconds), or an error as a sentence; undefined if it needs the zone of the person */
  instantFrom(words: string[], at: number, zone?: string | null): number | string | undefined;
}

/** When and where the person typed it. `zone` is undefined before it was read from Slack, and null if Slack gives none. */
export interface Typed {
  at: number;
  zone?: string | null;
  times?: Times;
}

/** Thrown when `times`, or the person's own zone, is not there yet. */
export class ZoneNeeded extends Error {
  override readonly name = 'ZoneNeeded';
}

export function instantFrom(words: string[], { at, zone, times }: Typed): number | string {
  const instant = times?.instantFrom(words, at, zone);
  if (instant === undefined) throw new ZoneNeeded();
  return instant;
}

interface End {
  for?: string[];
  until?: string[];
}

/** @returns the end as an instant (milliseconds), or an error as a sentence */
export function endOf(end: End, typed: Typed): number | string {
  if (end.for && end.until) return sentences.forAndUntil;
  if (!end.for && !end.until) return sentences.missingEnd;
  const until = end.until ?? [];
  if (isDuration(until.join(''))) return sentences.isDuration(until.join(' '));
  const instant = end.for ? afterDuration(end.for, typed.at, sentences.timeAfterUntil) : instantFrom(until, typed);
  return typeof instant === 'string' ? instant : bounded(instant, typed.at);
}

/** Rounded up to the minute, so that every message and the AWS console show the same end. */
export function bounded(end: number, at: number): number | string {
  if (end <= at) return sentences.past;
  return end - at > LONGEST_ORDER ? sentences.tooLong(duration(LONGEST_ORDER)) : Math.ceil(end / MINUTE) * MINUTE;
}

const part = String.raw`\d{1,6}(?:[.,]\d{1,2})?(?:w(?:eeks?)?|d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)`;
const shape = new RegExp(`^(?:${part})+$`, 'i');

/** Examples: `2h`, `1h30`, `1.5 hours`, `90 minutes`, `half an hour`. */
export function isDuration(text: string): boolean {
  return shape.test(counted(text));
}

/** @returns an instant (milliseconds), or an error as a sentence */
export function afterDuration(words: string[], at: number, instead = ''): number | string {
  const text = words.join('');
  if (!isDuration(text)) return noDuration(words, instead);
  const parts = [...counted(text).matchAll(/([\d.]+)([wdhms])/g)];
  return at + parts.reduce((sum, [, count, unit = '']) => sum + Math.round(Number(count) * (units[unit] ?? 0)), 0);
}

/** `4h audit`: only the reason lacks its word. */
function noDuration(words: string[], instead: string): string {
  const [first = '', ...rest] = words;
  const isLength = isDuration(first) && rest.every((word) => !/^\d|^for$/i.test(word));
  return isLength ? sentences.afterLength(rest.join(' ')) : `${sentences.noDuration(words.join(' '))}${instead}`;
}

function counted(text: string): string {
  return text
    .toLowerCase()
    .replace(/[.;!]$/, '')
    .replace(/^halfanhour$/, '30m')
    .replace(/^(?:an?|one)(?=week|day|hour|minute)/, '1')
    .replace(/(?<=[a-z])and(?=\d)/g, '')
    .replace(/(?<=\dh)\d\d$/, '$&m')
    .replaceAll(',', '.');
}
