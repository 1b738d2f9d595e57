import { sentences } from './messages.ts';

/** Times as people type them: `18:00`, `tomorrow 9am`, `monday 09:00`, `2026-12-01 09:00 Europe/Berlin`. */

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Time zones take much code, so they are loaded only for a time that needs them. */
export interface Zones {
  isZone(name: string): boolean;
  localAt(zone: string, instant: number): number;
  instantsOf(zone: string, local: number): { last: number };
}

/** Thrown when the time needs the person's own zone, or time zones at all, and these are not there yet. */
export class ZoneNeeded extends Error {
  override readonly name = 'ZoneNeeded';
}

/** When and where the person typed it. `zone` is undefined before it was read from Slack, and null if Slack gives none. */
export interface Typed {
  at: number;
  zone?: string | null;
  zones?: Zones;
}

/** @returns an instant (milliseconds), or an error as a sentence */
export function instantFrom(words: string[], { at, zone: own, zones }: Typed): number | string {
  const text = words.join(' ');
  const found = partsOf(text);
  if (found === undefined) return sentences.noTime(text);
  const { day, time, zone: named } = found;
  if (day === undefined && time === undefined) return sentences.noTime(text);
  if (time === undefined) return sentences.missingTime(day ?? 'today');
  const clock = minutesOf(time);
  if (clock === undefined) return sentences.noTime(text);
  const zone = named === '' ? undefined : named;
  const place = zone !== undefined && isFixed(zone) ? fixed(zone) : placeOf(zone, own, zones);
  if (typeof place === 'string') return place;
  const begin = startOf(day, clock, at, place);
  return begin === undefined ? sentences.noTime(text) : place.instantAt(begin + clock * MINUTE);
}

interface Place {
  localAt(instant: number): number;
  instantAt(local: number): number;
}

function fixed(zone: string): Place {
  const offset = offsetOf(zone);
  return { localAt: (instant) => instant + offset, instantAt: (local) => local - offset };
}

/** When the clock is set back over a time, the later instant counts: a freeze must not end too early. */
function placeOf(named: string | undefined, own: Typed['zone'], zones: Zones | undefined): Place | string {
  if (!zones || (named === undefined && own === undefined)) throw new ZoneNeeded();
  const zone = named ?? own;
  if (named !== undefined && !zones.isZone(named)) return sentences.noZone(named);
  if (!zone || !zones.isZone(zone)) return sentences.zoneUnread;
  return {
    localAt: (instant) => zones.localAt(zone, instant),
    instantAt: (local) => zones.instantsOf(zone, local).last,
  };
}

interface Parts {
  day?: string;
  time?: string;
  zone: string;
}

const DAYS = String.raw`today|tomorrow|(?:next )?(?:${weekdays.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join('|')})|\d{4}-\d\d-\d\d`;
const TIMES = String.raw`\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m)?|\d{1,2} ?[ap]m|noon|midnight`;
const ZONES = String.raw`z|utc|gmt|[+-]\d\d:?\d\d|[a-z_]+(?:\/[a-z0-9_+-]+)*`;
const dayFirst = new RegExp(`^(?:(?<day>${DAYS})(?:[ t]|$))?(?:at )?(?<time>${TIMES})?(?: ?(?<zone>${ZONES}))?$`, 'i');
const timeFirst = new RegExp(`^(?<time>${TIMES})(?: ?(?<zone>${ZONES}))?,? (?<day>${DAYS})$`, 'i');

function partsOf(text: string): Parts | undefined {
  const groups = (timeFirst.exec(text) ?? dayFirst.exec(text))?.groups;
  return groups && { day: groups.day?.toLowerCase(), time: groups.time?.toLowerCase(), zone: groups.zone ?? '' };
}

const firstWord = new RegExp(`^(?:next|(?:${DAYS})(?:t\\S*)?)$`, 'i');

/** `tomorrow`, `monday`, `2026-11-23T08:00Z`: the word begins a time without a word before it. */
export function isDay(word: string): boolean {
  return firstWord.test(word);
}

/** `18:00`, `9am`, `tomorrow`. A commit id has seven characters or more and no colon. */
export function beginsTime(word: string): boolean {
  return isDay(word) || /^(?:\d{1,2}(?::\S*)?(?:[ap]m)?|noon|midnight)$/i.test(word);
}

/** Minutes after midnight. Seconds are rounded up, because the end is shown in minutes. */
function minutesOf(time: string): number | undefined {
  if (time === 'noon') return 720;
  if (time === 'midnight') return 1_440;
  const [, hours = '', minutes = '0', seconds = '0', half] =
    /^(\d+)(?::(\d\d))?(?::(\d\d))? ?([ap]m)?$/.exec(time) ?? [];
  const hour = Number(hours);
  if (Number(minutes) > 59 || Number(seconds) > 59 || hour > (half ? 12 : 24) || (half && hour === 0)) return undefined;
  const total = (half ? (hour % 12) + (half === 'pm' ? 12 : 0) : hour) * 60 + Number(minutes);
  return total > 1_440 ? undefined : total + Math.ceil(Number(seconds) / 60);
}

/** Local midnight of the day. Without a day: today, or tomorrow if the time is over. */
function startOf(day: string | undefined, clock: number, at: number, place: Place): number | undefined {
  const today = Math.floor(place.localAt(at) / DAY) * DAY;
  const isOver = place.instantAt(today + clock * MINUTE) <= at;
  if (day === undefined) return isOver ? today + DAY : today;
  if (day === 'today') return today;
  if (day === 'tomorrow') return today + DAY;
  if (/^\d/.test(day)) return dateOf(day);
  const [, next, name = ''] = /^(next )?(\w{3})/.exec(day) ?? [];
  const wanted = weekdays.findIndex((weekday) => weekday.startsWith(name));
  const ahead = (wanted - new Date(today).getUTCDay() + 7) % 7;
  return today + (ahead === 0 && (isOver || next) ? 7 : ahead) * DAY;
}

function dateOf(day: string): number | undefined {
  const midnight = Date.parse(`${day}T00:00Z`);
  return new Date(midnight || 0).toISOString().startsWith(day) ? midnight : undefined;
}

function isFixed(zone: string): boolean {
  return /^(z|utc|gmt|[+-]\d\d:?\d\d)$/i.test(zone);
}

function offsetOf(zone: string): number {
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
}
