import * as z from 'zod';
import { DAY } from '../core/base/units.ts';
import { DURATION, milliseconds } from '../policy/file/duration.ts';
import { Misuse } from './refusal.ts';

const INSTANT =
  /^(?<day>\d{4}-\d\d-\d\d)(?:(?<time>T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)(?<zone>Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?$/;
const Day = z.iso.date();

/** `7d` (an age), or an ISO day or instant, in UTC if no offset is given, like all output.
 *  @throws Misuse */
export function since(option: string, text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (DURATION.test(text)) return now - milliseconds(text);
  const { day, time, zone = 'Z' } = INSTANT.exec(text)?.groups ?? {};
  if (!Day.safeParse(day).success) {
    throw new Misuse(`${option} must be an age such as 7d or 4h, or a time such as 2026-11-22 or 2026-11-22T10:31Z.`);
  }
  return Date.parse(time === undefined ? `${day}` : `${day}${time}${zone}`);
}

/** A day counts to its end, because a range such as November is given by its last day.
 *  @throws Misuse */
export function until(option: string, text: string | undefined, now: number): number | undefined {
  const at = since(option, text, now);
  return at !== undefined && Day.safeParse(text).success ? at + DAY : at;
}
