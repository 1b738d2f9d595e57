import { ownProperty } from '../../core/base/own-property.ts';
import { DAY } from '../../core/base/units.ts';
import type { wallClock } from '../calendar/cron.ts';
import type { icsOccurrences } from '../calendar/icalendar-occurrences.ts';
import type { Calendar } from '../calendar/icalendar-types.ts';
import type { Occurrences, Window } from '../calendar/timeline.ts';
import { instantsOf, localAt } from '../calendar/zone.ts';
import type { Policy } from '../file/schema.ts';
import type { Freeze } from './schema.ts';

/** If the clock shows a local time twice, a deny freeze gets the longer window and an allow freeze the shorter one.
 *  A duration of whole days is counted on the wall clock, so that a whole day ends at midnight also when the clock
 *  changes. Any other duration is elapsed time. */

/** Libraries for crons and iCalendar files; a worker loads only those that its policy needs. */
export interface Times {
  wallClock?: typeof wallClock;
  icsOccurrences?: typeof icsOccurrences;
}

/** Content of the iCalendar file that the freeze names. */
export function calendarOf({ calendars }: Policy, { ics = '' }: Freeze): Calendar | undefined {
  return ownProperty(calendars, ics);
}

/** @throws if the occurrences cannot be determined */
export function occurrencesOf(freeze: Freeze, times: Times, calendar?: Calendar): Occurrences {
  const { every, once, tz } = freeze;
  const edges = edgesOf(freeze.kind);
  const isExcepted = exceptions(freeze.except);
  if (once) {
    const [from, until] = [Date.parse(`${once.from}Z`), Date.parse(`${once.until}Z`)];
    const all = isExcepted(from) ? [] : [{ start: edges.start(tz, from), end: edges.end(tz, until) }];
    return (after) => all.filter(({ start, end }) => start < end && end > after);
  }
  if (every) return recurring({ ...every, tz, edges, isExcepted }, loaded(times.wallClock));
  if (calendar === undefined) throw new Error(`${freeze.ics} was not read`);
  return loaded(times.icsOccurrences)(calendar, { tz, edges, isExcepted });
}

function loaded<T>(library: T | undefined): T {
  if (library === undefined) throw new Error('what its times are read with was not loaded');
  return library;
}

/** Selects the instant of a local time that occurs twice. */
export interface Edges {
  start(zone: string, local: number): number;
  end(zone: string, local: number): number;
  /** True if uncertain occurrences count. */
  isWide: boolean;
}

export function edgesOf(kind: Freeze['kind']): Edges {
  const first = (zone: string, local: number) => instantsOf(zone, local).first;
  const last = (zone: string, local: number) => instantsOf(zone, local).last;
  return kind === 'deny' ? { start: first, end: last, isWide: true } : { start: last, end: first, isWide: false };
}

interface Recurrence extends NonNullable<Freeze['every']> {
  tz: string;
  edges: Edges;
  isExcepted: (local: number) => boolean;
}

function recurring(
  { cron, until, duration = 0, tz, edges, isExcepted }: Recurrence,
  read: typeof wallClock,
): Occurrences {
  const begins = read(cron);
  const ends = until === undefined ? undefined : read(until);
  return function* (after): Generator<Window> {
    // Around a clock change, the order of instants differs from that of local times.
    const local = localAt(tz, after) - (changesNear(tz, [after - duration, after]) ? DAY : 0);
    const since = ends ? (ends.before(local) ?? local) : local - duration;
    for (let from = begins.after(since - 1); from !== undefined; from = begins.after(from)) {
      if (isExcepted(from)) continue;
      const start = edges.start(tz, from);
      const last = ends ? ends.after(from) : isWholeDays(duration) ? from + duration : undefined;
      const end = last === undefined ? start + duration : edges.end(tz, last);
      if (end > start && end > after) yield { start, end };
    }
  };
}

function changesNear(tz: string, instants: number[]): boolean {
  const offsets = instants.flatMap((at) => [at - DAY, at + DAY].map((near) => localAt(tz, near) - near));
  return new Set(offsets).size > 1;
}

export function isWholeDays(duration: number): boolean {
  return duration % DAY === 0;
}

function exceptions(except: Freeze['except']): (local: number) => boolean {
  const ranges = (except ?? []).map((days) => {
    const [first = '', last = first] = days.split('/');
    return { first: Date.parse(first), after: Date.parse(last) + DAY };
  });
  return (local) => ranges.some(({ first, after }) => local >= first && local < after);
}
