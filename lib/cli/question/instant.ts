import * as z from 'zod';
import { DAY } from '../../core/base/units.ts';
import { instantsOf } from '../../policy/calendar/zone.ts';
import { DURATION, milliseconds } from '../../policy/file/duration.ts';
import type { Policy } from '../../policy/file/schema.ts';
import { Misuse } from '../refusal.ts';
import { slipIn } from './time-slips.ts';

const INSTANT =
  /^(?<day>\d{4}-\d\d-\d\d)(?:(?<time>T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)(?<zone>Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?$/;
const Day = z.iso.date();

/** `7d` (an age), or an ISO day or instant.
 *  @param zone of a time without an offset
 *  @throws Misuse */
export function since(option: string, text: string | undefined, now: number, zone = 'UTC'): number | undefined {
  if (text === undefined) return undefined;
  if (DURATION.test(text)) return now - milliseconds(text);
  return instant(text, zone) ?? refuse(option, `an age such as 7d or 4h, or ${TIMES}`, text);
}

/** A day or an instant. An age is refused: a question about the policy may be about the past or the future.
 *  @param zone of a time without an offset
 *  @throws Misuse */
export function exactly(option: string, text: string | undefined, zone: string): number | undefined {
  if (text === undefined) return undefined;
  if (!DURATION.test(text)) return instant(text, zone) ?? refuse(option, TIMES, text);
  throw new Misuse(`${option} must be ${TIMES}. "${text}" may be in the past or the future: write the time itself.`);
}

const TIMES = 'a time such as 2026-11-22 or 2026-11-22T10:31Z';

function refuse(option: string, expected: string, text: string): never {
  throw new Misuse(`${option} must be ${expected}.${slipIn(text)}`);
}

function instant(text: string, zone: string): number | undefined {
  const { day, time = 'T00:00', zone: offset } = INSTANT.exec(text)?.groups ?? {};
  if (!Day.safeParse(day).success) return undefined;
  const local = Date.parse(`${day}${time}${offset ?? 'Z'}`);
  return offset === undefined ? instantsOf(zone, local).first : local;
}

/** A day counts to its end, because a range such as November is given by its last day.
 *  @throws Misuse */
export function until(option: string, text: string | undefined, now: number): number | undefined {
  const at = since(option, text, now);
  return at !== undefined && Day.safeParse(text).success ? at + DAY : at;
}

/** The zone of most freezes, which is that of a time without an offset; UTC without freezes. */
export function zoneOf({ freezes }: Pick<Policy, 'freezes'>): string {
  const byZone = Map.groupBy(freezes, ({ tz }) => tz);
  const [most] = [...byZone].sort(([, a], [, b]) => b.length - a.length);
  return most?.[0] ?? 'UTC';
}

/** States the zone in which times without an offset were read. Undefined if there is no such time. */
export function zoneNote(texts: (string | undefined)[], zone: string): string | undefined {
  const bare = texts.filter((text) => text !== undefined && !DURATION.test(text) && !hasOffset(text));
  if (bare.length === 0) return undefined;
  const verb = bare.length === 1 ? 'is a time' : 'are times';
  return `Note: ${bare.join(' and ')} ${verb} in ${zone}. Add an offset, such as Z or +02:00, for another zone.`;
}

function hasOffset(text: string): boolean {
  return INSTANT.exec(text)?.groups?.zone !== undefined;
}
