import ICAL from 'ical.js';
import { findIana } from 'windows-iana';
import { DAY } from '../../core/base/units.ts';
import { didYouMean } from '../file/nearest-word.ts';
import type { Calendar, CalendarEvent } from './icalendar-types.ts';
import { instantsOf, isZone, localAt, zones } from './zone.ts';

/** Rejects everything that it does not support: a missing holiday without an error is worse. */

/** @throws an error that describes the mistake in the file */
export function readCalendar(text: string): Calendar {
  const calendars = [ICAL.parse(text)].flat().length > 0 ? componentsOf(text) : [];
  const all = calendars.flatMap((calendar) => calendar.getAllSubcomponents('vevent'));
  if (all.length === 0) throw new Error('there is no event in it');
  const masters = all.filter((event) => !event.hasProperty('recurrence-id'));
  const changes = all.filter((event) => event.hasProperty('recurrence-id'));
  const events = masters
    .filter((event) => !isCancelled(event))
    .map((event) => {
      const read = eventOf(event);
      const moved = changes.filter((change) => uidOf(change) === uidOf(event));
      return { ...read, not: [...read.not, ...moved.map((change) => replaced(change, read.zone))] };
    });
  return { events: [...events, ...changes.filter((change) => !isCancelled(change)).map(eventOf)] };
}

function componentsOf(text: string): ICAL.Component[] {
  // A file may contain several calendars; the parser returns a single one without the outer array.
  const parsed = ICAL.parse(text) as unknown[];
  const list = (Array.isArray(parsed[0]) ? parsed : [parsed]) as ConstructorParameters<typeof ICAL.Component>[0][];
  return list.map((calendar) => new ICAL.Component(calendar));
}

function isCancelled(event: ICAL.Component): boolean {
  return String(event.getFirstPropertyValue('status')).toUpperCase() === 'CANCELLED';
}

function uidOf(event: ICAL.Component): string {
  return String(event.getFirstPropertyValue('uid'));
}

function nameOf(event: ICAL.Component): string {
  return `"${event.getFirstPropertyValue('summary') ?? uidOf(event)}"`;
}

function eventOf(event: ICAL.Component): CalendarEvent {
  const begin = event.getFirstProperty('dtstart');
  if (begin === null) throw new Error(`${nameOf(event)} has no start`);
  for (const name of ['exrule', 'rdate', 'exdate']) {
    const strange = event.getAllProperties(name).find((one) => name === 'exrule' || one.type === 'period');
    if (strange)
      throw new Error(`${nameOf(event)} has a${name === 'exrule' ? 'n EXRULE' : ' PERIOD'}, which is not supported`);
  }
  const zone = zoneOf(begin, event);
  const start = localOf(timeOf(begin), begin, zone, event);
  const times = (name: string) =>
    event
      .getAllProperties(name)
      .flatMap((property) => property.getValues().map((value) => localOf(value as ICAL.Time, property, zone, event)));
  const rules = event.getAllProperties('rrule').map((rule) => ruleOf(rule.getFirstValue() as ICAL.Recur, zone, event));
  return {
    ...(zone === undefined ? {} : { zone }),
    start,
    lasts: lastsOf(event, start, zone, begin.type === 'date'),
    rules,
    also: times('rdate'),
    not: times('exdate').concat(daysTakenOut(event, start)),
  };
}

/** Some programs exclude a date, although the event begins at a time of day. */
function daysTakenOut(event: ICAL.Component, start: number): number[] {
  const days = event.getAllProperties('exdate').filter(({ type }) => type === 'date');
  return days.flatMap((property) => property.getValues().map((day) => naive(day as ICAL.Time) + (start % DAY)));
}

function lastsOf(event: ICAL.Component, start: number, zone: string | undefined, isDay: boolean) {
  const [end, lasts] = [event.getFirstProperty('dtend'), event.getFirstPropertyValue('duration')];
  if (end) {
    const local = localOf(timeOf(end), end, zone, event) - start;
    if (local < 0) throw new Error(`${nameOf(event)} ends before it begins`);
    return { local, elapsed: 0 };
  }
  if (lasts instanceof ICAL.Duration) {
    const { weeks, days, hours, minutes, seconds } = lasts;
    const elapsed = ((hours * 60 + minutes) * 60 + seconds) * 1000;
    return { local: (weeks * 7 + days) * DAY, elapsed };
  }
  return { local: isDay ? DAY : 0, elapsed: 0 };
}

function ruleOf(rule: ICAL.Recur, zone: string | undefined, event: ICAL.Component): string {
  if (['HOURLY', 'MINUTELY', 'SECONDLY'].includes(rule.freq)) {
    throw new Error(`${nameOf(event)} happens every hour or more often, which is no freeze`);
  }
  if (isImpossible(rule)) throw new Error(`${nameOf(event)} happens on no day that there is`);
  const text = rule.toString().replace(/;?UNTIL=[^;]*/, '');
  if (!rule.until) return text;
  const until = rule.until;
  // An UNTIL date includes that whole day.
  const local = until.isDate ? naive(until) + DAY - 1000 : utcOrLocal(until, zone);
  return `${text};UNTIL=${new Date(local).toISOString().replace(/[-:]|\.\d+Z/g, '')}Z`;
}

/** Without this check, the library would search for such a day until the year 9999. */
function isImpossible(rule: ICAL.Recur): boolean {
  const { BYMONTH: months = [], BYMONTHDAY: days = [] } = rule.parts as { BYMONTH?: number[]; BYMONTHDAY?: number[] };
  const longest = (month: number) => (month >= 1 && month <= 12 ? new Date(Date.UTC(2024, month, 0)).getUTCDate() : 0);
  const all = months.length > 0 ? months : [1];
  const isThere = (month: number, day: number) => day !== 0 && Math.abs(day) <= longest(month);
  return !all.some((month) => longest(month) > 0 && (days.length === 0 || days.some((day) => isThere(month, day))));
}

function replaced(change: ICAL.Component, zone: string | undefined): number {
  const id = change.getFirstProperty('recurrence-id');
  if (id === null) return Number.NaN;
  if (id.getParameter('range') !== undefined) {
    throw new Error(
      `${nameOf(change)} changes this and all future events, which is not supported: end one event and begin another`,
    );
  }
  return localOf(timeOf(id), id, zone, change);
}

function timeOf(property: ICAL.Property): ICAL.Time {
  return property.getFirstValue() as ICAL.Time;
}

function localOf(time: ICAL.Time, property: ICAL.Property, zone: string | undefined, event: ICAL.Component): number {
  const own = time.isDate ? undefined : zoneOf(property, event);
  if (own === undefined || own === zone) return naive(time);
  return localAt(zone ?? own, instantsOf(own, naive(time)).first);
}

function utcOrLocal(time: ICAL.Time, zone: string | undefined): number {
  return time.zone === ICAL.Timezone.utcTimezone && zone !== undefined ? localAt(zone, naive(time)) : naive(time);
}

function naive({ year, month, day, hour, minute, second }: ICAL.Time): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Outlook uses the zone names of Windows; other programs put a path before the name. */
function zoneOf(property: ICAL.Property, event: ICAL.Component): string | undefined {
  const id = property.getParameter('tzid');
  if (id === undefined) return String(property.toJSON()[3]).endsWith('Z') ? 'UTC' : undefined;
  const name = String(id);
  const ends = name.split('/').map((_, from, parts) => parts.slice(from).join('/'));
  const known = [...ends, ...findIana(name)].find(isZone);
  if (known !== undefined) return known;
  throw new Error(`${nameOf(event)} is in the time zone "${name}", which is not known${didYouMean(name, zones())}`);
}
