import { DAY, MINUTE } from '../../core/base/units.ts';
import { nearest } from '../../core/text/nearest.ts';
import { DAYS, daysOf } from './local-day.ts';
import { timeSentences } from './time-messages.ts';
import { meanings, simplified } from './time-spellings.ts';

/** Times as people type them: `18:00`, `tomorrow 9am`, `monday 09:00`, `2026-12-01 09:00 Europe/Berlin`. */

export interface Zones {
  isZone(name: string): boolean;
  zones(): string[];
  localAt(zone: string, instant: number): number;
  instantsOf(zone: string, local: number): { last: number };
}

interface Typed {
  at: number;
  /** Of the person; null if Slack gives none, undefined before Slack was asked. */
  zone?: string | null;
  zones: Zones;
}

type Reading =
  | { type: 'instant'; instant: number }
  | { type: 'unclear'; meant: string[] }
  | { type: 'wrong'; because: string }
  | { type: 'zone needed' };

/** @returns an instant (milliseconds), or an error as a sentence; undefined if it needs the zone of the person */
export function instantFrom(words: string[], typed: Typed): number | string | undefined {
  const text = words.join(' ');
  const read = reading(simplified(text), typed);
  switch (read.type) {
    case 'instant':
      return read.instant;
    case 'zone needed':
      return undefined;
    case 'wrong':
      return read.because;
    case 'unclear':
      break;
    default:
      return read satisfies never;
  }
  const each = [...read.meant, ...meanings(simplified(text))].map((one) => ({ one, read: reading(one, typed) }));
  if (each.some((one) => one.read.type === 'zone needed')) return undefined;
  const ahead = each.filter((one) => one.read.type === 'instant' && one.read.instant > typed.at).map(({ one }) => one);
  return ahead.length > 0 ? timeSentences.unclear(text, ahead) : timeSentences.noTime(text);
}

function reading(text: string, { at, zone: own, zones }: Typed): Reading {
  const { day, time, zone: named } = partsOf(text);
  if (day === undefined && time === undefined) return { type: 'unclear', meant: [] };
  // `tomorrow morning`
  if (time === undefined && named !== '') return { type: 'unclear', meant: [`${day} 09:00`, `${day} 18:00`] };
  if (time === undefined) return wrong(timeSentences.missingTime(`${day} ${day === 'today' ? '23:00' : '09:00'}`));
  const clock = minutesOf(time);
  if (clock === undefined) return { type: 'unclear', meant: [] };
  const place = isFixed(named) ? fixed(named) : placeOf(named, own, zones);
  if ('type' in place) return place;
  const today = Math.floor(place.localAt(at) / DAY) * DAY;
  const isOver = place.instantAt(today + clock * MINUTE) <= at;
  const [first, second] = (day === undefined ? [isOver ? today + DAY : today] : daysOf(day, today, isOver)) ?? [];
  if (first === undefined) return { type: 'unclear', meant: [] };
  if (second === undefined) return { type: 'instant', instant: place.instantAt(first + clock * MINUTE) };
  const rest = [time, named].filter(Boolean).join(' ');
  return { type: 'unclear', meant: [first, second].map((one) => `${dateIn(one)} ${rest}`) };
}

function dateIn(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
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
function placeOf(named: string, own: Typed['zone'], zones: Zones): Place | Reading {
  if (named !== '' && !zones.isZone(named)) return wrong(timeSentences.noZone(named, zonesNear(named, zones.zones())));
  if (named === '' && own === undefined) return { type: 'zone needed' };
  const zone = named || own;
  if (!zone || !zones.isZone(zone)) return wrong(timeSentences.zoneUnread);
  return {
    localAt: (instant) => zones.localAt(zone, instant),
    instantAt: (local) => zones.instantsOf(zone, local).last,
  };
}

function wrong(because: string): Reading {
  return { type: 'wrong', because };
}

const LONGEST_ZONE = 40;

/** An abbreviation of a few letters is part of many names by chance. */
function zonesNear(name: string, all: string[]): string[] {
  const cities = all.filter((zone) => zone.toLowerCase().endsWith(`/${name.toLowerCase()}`));
  return cities.length > 0 || name.length < 5 || name.length > LONGEST_ZONE ? cities : nearest(name, all, 2);
}

interface Parts {
  day?: string;
  time?: string;
  /** Empty: none is named. */
  zone: string;
}

/** `mon 18` may be the 18th, so a bare hour stands alone, or after a word that is no date. */
const HOUR = '1[3-9]|2[0-3]';
const TIMES = String.raw`\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m)?|\d{1,2} ?[ap]m|noon|midnight`;
const ZONES = String.raw`z|utc|gmt|[+-]\d\d:?\d\d|(?:utc|gmt)[+-]\d{1,2}(?::?\d\d)?|[a-z_]+(?:\/[a-z0-9_+-]+)*`;
const zoneLast = `(?: ?(?<zone>${ZONES}))?`;
const forms = [
  `(?<time>${TIMES})${zoneLast} (?:on )?(?<day>${DAYS})`,
  `(?:(?<day>${DAYS})(?:[ t]|$))?(?:at )?(?<time>${TIMES})?${zoneLast}`,
  `(?:(?<day>today|tomorrow) )?(?:at )?(?<time>${HOUR})(?: (?<zone>${ZONES}))?`,
].map((form) => new RegExp(`^(?:${form})$`, 'i'));

function partsOf(text: string): Parts {
  const groups = forms.map((form) => form.exec(text)?.groups).find((one) => one?.day ?? one?.time);
  return { day: groups?.day?.toLowerCase(), time: groups?.time?.toLowerCase(), zone: groups?.zone ?? '' };
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

function isFixed(zone: string): boolean {
  return /^(?:z|(?:utc|gmt)?(?:[+-].*)?)$/i.test(zone) && zone !== '';
}

function offsetOf(zone: string): number {
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d\d?):?(\d\d)?$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
}
