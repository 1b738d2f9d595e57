import ICAL from 'ical.js';
import { fixedOffsets, type Offset, offsetIn } from './offset-table.ts';
import { isZone, localAt, zones } from './zone.ts';

/** A time zone that an iCalendar file defines (VTIMEZONE). */

const FIRST_YEAR = 2000;
const LAST_YEAR = 2075;
const SECOND = 1_000;
const WEEK = 7 * 24 * 60 * 60 * SECOND;

/** @returns a zone name for `zone.ts`: of the time zone database, or one that contains the offsets
 *  @throws an error that describes the mistake */
export function embeddedZone(component: ICAL.Component, preferred: string[]): string {
  const location = String(component.getFirstPropertyValue('x-lic-location'));
  if (isZone(location)) return location;
  const offsets = offsetsOf(component);
  // A name stays right when a government changes the rules.
  const isSame = (zone: string) => sameOffsets(zone, offsets);
  const all = offsets.length > 1 ? [...preferred, ...zones()] : preferred;
  return all.find(isSame) ?? fixedOffsets(offsets);
}

function offsetsOf(component: ICAL.Component): Offset[] {
  const changes = [...component.getAllSubcomponents('standard'), ...component.getAllSubcomponents('daylight')];
  if (changes.length === 0) throw new Error('this time zone has neither STANDARD nor DAYLIGHT');
  const all = changes.flatMap(changesOf).sort((a, b) => a.since - b.since);
  const first = Date.UTC(FIRST_YEAR, 0);
  const before = all.findLastIndex(({ since }) => since <= first);
  const kept = all.slice(Math.max(before, 0));
  return kept.filter(({ offset }, index) => kept[index - 1]?.offset !== offset);
}

/** Of the years that matter: the file may have only the rules of today, from 1601 on. */
function sameOffsets(zone: string, offsets: Offset[]): boolean {
  const [from, until] = [Date.UTC(2024, 0), Date.UTC(2038, 0)];
  const changes = offsets.flatMap(({ since }) => (since > from && since < until ? [since - 1, since] : []));
  for (let at = from; at < until; at += WEEK) changes.push(at);
  return changes.every((at) => localAt(zone, at) - at === offsetIn(offsets, at));
}

function changesOf(change: ICAL.Component): Offset[] {
  const [from, offset] = [offsetOf(change, 'tzoffsetfrom'), offsetOf(change, 'tzoffsetto')];
  const start = change.getFirstPropertyValue('dtstart');
  if (!(start instanceof ICAL.Time)) throw new Error('this time zone has a part without DTSTART');
  return [...localTimes(change, start)].map((local) => ({ since: local - from, offset }));
}

function offsetOf(change: ICAL.Component, name: string): number {
  const value = change.getFirstPropertyValue(name);
  if (value instanceof ICAL.UtcOffset) return value.toSeconds() * SECOND;
  throw new Error(`this time zone has a part without ${name.toUpperCase()}`);
}

function* localTimes(change: ICAL.Component, start: ICAL.Time): Generator<number> {
  const rule = change.getFirstPropertyValue('rrule');
  if (rule instanceof ICAL.Recur) {
    const next = rule.iterator(start);
    for (let time = next.next(); time && time.year <= LAST_YEAR; time = next.next()) yield naive(time);
  } else {
    yield naive(start);
  }
  for (const property of change.getAllProperties('rdate')) {
    for (const value of property.getValues()) if (value instanceof ICAL.Time) yield naive(value);
  }
}

function naive({ year, month, day, hour, minute, second }: ICAL.Time): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
