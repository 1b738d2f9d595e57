import ICAL from 'ical.js';
import { findIana } from 'windows-iana';
import { DAY } from '../../core/base/units.ts';
import { didYouMean } from '../file/nearest-word.ts';
import { embeddedZone } from './embedded-zone.ts';
import { CalendarError, type Entry, entriesOf, type LineProblem, withPlainLines } from './icalendar-lines.ts';
import type { Calendar, CalendarEvent } from './icalendar-types.ts';
import { windowsKeyOf } from './windows-display-names.ts';
import { instantsOf, isZone, localAt, zones as zoneNames } from './zone.ts';

/** Rejects everything that it does not support: a missing holiday without an error is worse. One file, because each
 *  property of an event is read in view of the others. */

/** @throws CalendarError with every line that cannot be read */
export function readCalendar(file: string): Calendar {
  const text = withPlainLines(file);
  const entries = entriesOf(text);
  const strange = entries.filter(({ type }) => !['VEVENT', 'VTIMEZONE'].includes(type) && !type.startsWith('X-'));
  const problems = strange.map(({ line, type }) => ({ line, message: `${type} is not supported: only events count` }));
  const calendars = entries.length > 0 ? componentsOf(text) : [];
  const all = calendars.flatMap((calendar) => calendar.getAllSubcomponents('vevent'));
  const places = entries.filter(({ type }) => type === 'VEVENT');
  if (all.length === 0) problems.push({ line: 1, message: 'there is no event in this file' });
  const zones = zonesOf(calendars, entries, problems);
  const changes = all.filter((event) => event.hasProperty('recurrence-id'));
  const read = (event: ICAL.Component): CalendarEvent[] => {
    const place = places[all.indexOf(event)];
    if (isCancelled(event) || !place) return [];
    try {
      return [withChanges(eventOf(event, zones), event, changes, zones)];
    } catch (error) {
      problems.push(problemOf(error, place));
      return [];
    }
  };
  const events = all.flatMap(read);
  if (problems.length > 0) throw new CalendarError(problems.sort((a, b) => a.line - b.line));
  return { events };
}

type Zones = Map<string, string>;

function zonesOf(calendars: ICAL.Component[], entries: Entry[], problems: LineProblem[]): Zones {
  const all = calendars.flatMap((calendar) => calendar.getAllSubcomponents('vtimezone'));
  const places = entries.filter(({ type }) => type === 'VTIMEZONE');
  const zones: Zones = new Map();
  for (const [index, component] of all.entries()) {
    const name = String(component.getFirstPropertyValue('tzid'));
    // The time zone database is newer than the file.
    if (ianaZone(name) !== undefined) continue;
    try {
      zones.set(name, embeddedZone(component, windowsZones(name)));
    } catch (error) {
      problems.push(problemOf(error, places[index]));
    }
  }
  return zones;
}

class PropertyError extends Error {
  readonly property: string;
  constructor(property: string, message: string) {
    super(message);
    this.property = property;
  }
}

function problemOf(error: unknown, place: Entry | undefined): LineProblem {
  const name = error instanceof PropertyError ? error.property.toUpperCase() : undefined;
  const line = place?.lines.find((one) => one.name === name)?.line ?? place?.line ?? 1;
  return { line, message: error instanceof Error ? error.message : String(error) };
}

function withChanges(
  read: CalendarEvent,
  event: ICAL.Component,
  changes: ICAL.Component[],
  zones: Zones,
): CalendarEvent {
  if (event.hasProperty('recurrence-id')) return read;
  const moved = changes.filter((change) => uidOf(change) === uidOf(event));
  return { ...read, not: [...read.not, ...moved.map((change) => replaced(change, read.zone, zones))] };
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

function eventOf(event: ICAL.Component, zones: Zones): CalendarEvent {
  const begin = event.getFirstProperty('dtstart');
  if (begin === null) throw new Error(`event ${nameOf(event)} has no start (DTSTART)`);
  for (const name of ['dtstart', 'dtend', 'duration', 'recurrence-id']) {
    if (event.getAllProperties(name).length > 1) throw wrong(event, name, 'occurs twice in');
  }
  for (const name of ['exrule', 'rdate', 'exdate']) {
    const strange = event.getAllProperties(name).find((one) => name === 'exrule' || one.type === 'period');
    if (strange)
      throw wrong(event, name, strange.type === 'period' ? '(as PERIOD) is not supported in' : 'is not supported in');
  }
  const zone = zoneOf(begin, event, zones);
  const start = localOf(timeOf(begin), begin, zone, event, zones);
  const times = (name: string) =>
    event
      .getAllProperties(name)
      .flatMap((property) =>
        property.getValues().map((value) => localOf(value as ICAL.Time, property, zone, event, zones)),
      );
  const rules = event.getAllProperties('rrule').map((rule) => ruleOf(rule.getFirstValue() as ICAL.Recur, zone, event));
  return {
    ...(zone === undefined ? {} : { zone }),
    start,
    lasts: lastsOf(event, start, zone, begin.type === 'date', zones),
    rules,
    also: times('rdate'),
    not: times('exdate').concat(daysTakenOut(event, start)),
  };
}

function wrong(event: ICAL.Component, property: string, what: string): PropertyError {
  return new PropertyError(property, `${property.toUpperCase()} ${what} event ${nameOf(event)}`);
}

/** Some programs exclude a date, although the event begins at a time of day. */
function daysTakenOut(event: ICAL.Component, start: number): number[] {
  const days = event.getAllProperties('exdate').filter(({ type }) => type === 'date');
  return days.flatMap((property) => property.getValues().map((day) => naive(day as ICAL.Time) + (start % DAY)));
}

function lastsOf(event: ICAL.Component, start: number, zone: string | undefined, isDay: boolean, zones: Zones) {
  const [end, lasts] = [event.getFirstProperty('dtend'), event.getFirstPropertyValue('duration')];
  if (end) {
    const local = localOf(timeOf(end), end, zone, event, zones) - start;
    if (local < 0) throw wrong(event, 'dtend', 'is before the start of');
    // Many programs write a single whole day so.
    if (local === 0 && isDay) return { local: DAY, elapsed: 0 };
    if (local === 0) throw wrong(event, 'dtend', 'is the same as the start of');
    return { local, elapsed: 0 };
  }
  if (lasts instanceof ICAL.Duration) {
    const { weeks, days, hours, minutes, seconds, isNegative } = lasts;
    const elapsed = ((hours * 60 + minutes) * 60 + seconds) * 1000;
    const local = (weeks * 7 + days) * DAY;
    if (isNegative || local + elapsed === 0) throw wrong(event, 'duration', 'is not more than zero in');
    return { local, elapsed };
  }
  if (!isDay) throw new PropertyError('dtstart', `event ${nameOf(event)} has no end (DTEND or DURATION)`);
  return { local: DAY, elapsed: 0 };
}

function ruleOf(rule: ICAL.Recur, zone: string | undefined, event: ICAL.Component): string {
  if (['HOURLY', 'MINUTELY', 'SECONDLY'].includes(rule.freq)) {
    throw new PropertyError('rrule', `FREQ=${rule.freq} is not supported (event ${nameOf(event)})`);
  }
  if (isImpossible(rule)) {
    throw new PropertyError('rrule', `no day matches the recurrence rule of event ${nameOf(event)}`);
  }
  const text = rule.toString().replace(/;UNTIL=[^;]*/, '');
  if (!rule.until) return text;
  const until = rule.until;
  // An UNTIL date includes that whole day.
  const local = until.isDate ? naive(until) + DAY - 1000 : utcOrLocal(until, zone);
  return `${text};UNTIL=${new Date(local).toISOString().replace(/[-:]|\.\d+Z/g, '')}Z`;
}

/** Without this check, the library would search for such a day until the year 9999. It refuses other months itself. */
function isImpossible(rule: ICAL.Recur): boolean {
  const { BYMONTH: months = [1], BYMONTHDAY: days } = rule.parts as { BYMONTH?: number[]; BYMONTHDAY?: number[] };
  const longest = (month: number) => new Date(Date.UTC(2024, month, 0)).getUTCDate();
  const isThere = (month: number, day: number) => day !== 0 && Math.abs(day) <= longest(month);
  return days !== undefined && !months.some((month) => days.some((day) => isThere(month, day)));
}

function replaced(change: ICAL.Component, zone: string | undefined, zones: Zones): number {
  const id = change.getFirstProperty('recurrence-id');
  if (id === null) return Number.NaN;
  if (id.getParameter('range') !== undefined) {
    throw new Error(
      `event ${nameOf(change)} changes this and all future events (RANGE), which is not supported: end one event and begin another`,
    );
  }
  return localOf(timeOf(id), id, zone, change, zones);
}

function timeOf(property: ICAL.Property): ICAL.Time {
  return property.getFirstValue() as ICAL.Time;
}

function localOf(
  time: ICAL.Time,
  property: ICAL.Property,
  zone: string | undefined,
  event: ICAL.Component,
  zones: Zones,
): number {
  const own = time.isDate ? undefined : zoneOf(property, event, zones);
  if (own === undefined || own === zone) return naive(time);
  return localAt(zone ?? own, instantsOf(own, naive(time)).first);
}

function utcOrLocal(time: ICAL.Time, zone: string | undefined): number {
  return time.zone === ICAL.Timezone.utcTimezone && zone !== undefined ? localAt(zone, naive(time)) : naive(time);
}

function naive({ year, month, day, hour, minute, second }: ICAL.Time): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function zoneOf(property: ICAL.Property, event: ICAL.Component, zones: Zones): string | undefined {
  const id = property.getParameter('tzid');
  if (id === undefined) return String(property.toJSON()[3]).endsWith('Z') ? 'UTC' : undefined;
  const name = String(id);
  const known = ianaZone(name) ?? zones.get(name) ?? windowsZones(name).find(isZone);
  if (known !== undefined) return known;
  const hint = didYouMean(name, zoneNames());
  throw new PropertyError(property.name, `unknown time zone "${name}" in event ${nameOf(event)}${hint}`);
}

/** Some programs put a path before the name. */
function ianaZone(name: string): string | undefined {
  if (/^(utc|gmt|z|tzone:\/\/microsoft\/utc)$/i.test(name)) return 'UTC';
  const ends = name.split('/').map((_, from, parts) => parts.slice(from).join('/'));
  return ends.find(isZone);
}

/** Outlook and Exchange use the keys or the display names of Windows. */
function windowsZones(name: string): string[] {
  const key = windowsKeyOf(name);
  return [...findIana(name), ...(key === undefined ? [] : findIana(key))];
}
