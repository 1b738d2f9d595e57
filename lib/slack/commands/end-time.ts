import { MINUTE } from '../../core/base/units.ts';
import { duration } from '../../core/text/duration.ts';

const units: Record<string, number> = { w: 10_080 * MINUTE, d: 1_440 * MINUTE, h: 60 * MINUTE, m: MINUTE, s: 1_000 };

/** Milliseconds. Each freeze, override and mute ends after this time at the latest. */
const LONGEST = 14 * 1_440 * MINUTE;

/** @returns the end as an instant (milliseconds), or an error as a sentence */
export function endOf(said: { for?: string[] | undefined; until?: string[] | undefined }, at: number): number | string {
  if (said.for && said.until) return 'Say for how long or until when, not both.';
  if (!said.for && !said.until) return 'For how long is missing: for 2h, or until 2026-11-23T08:00Z.';
  const end = said.for ? lengthFrom(said.for.join(''), at) : instant(said.until?.join('T') ?? '');
  return typeof end === 'string' ? end : bounded(end, at);
}

export function bounded(end: number, at: number): number | string {
  if (end <= at) return 'That would be over before it begins.';
  return end - at > LONGEST ? `That is longer than ${duration(LONGEST)}, which is the most.` : end;
}

const one = String.raw`\d{1,6}(?:w(?:eeks?)?|d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)`;
const length = new RegExp(`^(?:${one})+$`, 'i');

/** Examples: `2h`, `1h30m`, `90 minutes`. */
function lengthFrom(text: string, at: number): number | string {
  if (!length.test(text)) return `"${text}" is no length of time: 30m, 2h, 1h30m or 3d.`;
  const parts = [...text.toLowerCase().matchAll(/(\d+)([wdhms])/g)];
  return at + parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), 0);
}

const shape = /^(\d{4}-\d\d-(\d\d))T(\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:?\d\d)$/i;

/** The UTC offset is required, so that the time zone is never guessed. */
function instant(text: string): number | string {
  const [, day = '', ofMonth, time = '', offset = ''] = shape.exec(text) ?? [];
  const colon = offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
  const ms = Date.parse(`${day}T${time}${colon.toUpperCase()}`);
  const isDay = ofMonth !== undefined && new Date(`${day}T00:00Z`).getUTCDate() === Number(ofMonth);
  return Number.isNaN(ms) || !isDay ? `"${text}" is no instant: 2026-11-23T08:00Z, or 2026-11-23T09:00+01:00.` : ms;
}
