import { tzOffset } from '@date-fns/tz';
import { DAY, MINUTE } from '../../core/base/units.ts';
import { offsetIn, tableOf } from './offset-table.ts';

/** A local time is stored as the milliseconds that it would be in UTC. Recurrences follow the wall clock. */

export function localAt(zone: string, instant: number): number {
  return instant + offsetAt(zone, instant);
}

/** Both differ only if the clock is set back over this time. For a time that the clock skips: the jump itself. */
export function instantsOf(zone: string, local: number): { first: number; last: number } {
  const [before, after] = [offsetAt(zone, local - DAY), offsetAt(zone, local + DAY)];
  const shown = [local - before, local - after].filter((instant) => localAt(zone, instant) === local);
  const [first, last] = shown.sort((a, b) => a - b);
  if (first !== undefined) return { first, last: last ?? first };
  const jump = changeBetween(zone, local - DAY, local + DAY);
  return { first: jump, last: jump };
}

/** False if the clock skips this time. */
export function exists(zone: string, local: number): boolean {
  return localAt(zone, instantsOf(zone, local).first) === local;
}

export interface ClockChange {
  /** The local times in between do not exist, or occur twice. */
  from: number;
  until: number;
}

const WEEK = 7 * DAY;

/** In order; no zone changes its clock twice within a week. */
export function clockChangesOf(zone: string, since: number, until: number): ClockChange[] {
  const changes: ClockChange[] = [];
  for (let at = since; at < until; at += WEEK) {
    const [before, after] = [offsetAt(zone, at), offsetAt(zone, at + WEEK)];
    if (before === after) continue;
    const change = changeBetween(zone, at, at + WEEK);
    changes.push({ from: change + Math.min(before, after), until: change + Math.max(before, after) });
  }
  return changes;
}

/** Instant at which the second offset begins. */
function changeBetween(zone: string, since: number, until: number): number {
  const before = offsetAt(zone, since);
  let [still, changed] = [since, until];
  while (changed - still > 1) {
    const middle = Math.floor((still + changed) / 2);
    if (offsetAt(zone, middle) === before) still = middle;
    else changed = middle;
  }
  return changed;
}

/** By zone and day: the offset of a day on which the clock does not change. */
const daily = new Map<string, Map<number, number | 'changes'>>();
const MOST_DAYS = 4_000;

function offsetAt(zone: string, instant: number): number {
  if (zone === 'UTC') return 0;
  const day = Math.floor(instant / DAY);
  const days = daily.get(zone) ?? new Map<number, number | 'changes'>();
  daily.set(zone, days);
  const known = days.get(day);
  if (typeof known === 'number') return known;
  if (known === 'changes') return exactOffsetAt(zone, instant);
  const [first, last] = [exactOffsetAt(zone, day * DAY), exactOffsetAt(zone, (day + 1) * DAY)];
  if (days.size >= MOST_DAYS) days.clear();
  days.set(day, first === last ? first : 'changes');
  return first === last ? first : exactOffsetAt(zone, instant);
}

function exactOffsetAt(zone: string, instant: number): number {
  const table = tableOf(zone);
  if (table) return offsetIn(table, instant);
  const minutes = tzOffset(zone, new Date(instant));
  if (Number.isNaN(minutes)) throw new Error(`Unknown time zone "${zone}"`);
  return minutes * MINUTE;
}

/** AREA/CITY or UTC. `EST` and `+01:00` are refused, because they have no summer time. */
export function isZone(name: string): boolean {
  return (
    (name === 'UTC' || /^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+$/.test(name)) && !Number.isNaN(tzOffset(name, new Date(0)))
  );
}

export function zones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}
