import type { wallClock } from '../calendar/cron.ts';
import type { icsOccurrences } from '../calendar/icalendar-occurrences.ts';
import type { Calendar } from '../calendar/icalendar-types.ts';
import type { Occurrences, Window } from '../calendar/timeline.ts';
import { instantsOf, localAt } from '../calendar/zone.ts';
import type { Freeze } from './schema.ts';

/** When a freeze happens. Where a local time is two instants, because the clock is set back, whatever keeps more frozen
 *  counts: what denies begins at the first and ends at the last, what allows the other way round. */

const DAY = 24 * 60 * 60 * 1000;

/** What crons and calendars are read with: libraries, of which a worker loads those that its policy has use for. */
export interface Times {
  wallClock?: typeof wallClock | undefined;
  icsOccurrences?: typeof icsOccurrences | undefined;
}

/** @param calendar what its iCalendar file says
 *  @throws when it cannot be told */
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

/** Which instant a local time is, where it is two. */
export interface Edges {
  start(zone: string, local: number): number;
  end(zone: string, local: number): number;
  /** Of an occurrence that nobody is sure of. */
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
    // A day more, since around a change of the clock instants are not in the order of local times.
    const local = localAt(tz, after) - DAY;
    const since = ends ? (ends.before(local) ?? local) : local - duration;
    for (let from = begins.after(since - 1); from !== undefined; from = begins.after(from)) {
      if (isExcepted(from)) continue;
      const start = edges.start(tz, from);
      const last = ends?.after(from);
      const end = last === undefined ? start + duration : edges.end(tz, last);
      if (end > start && end > after) yield { start, end };
    }
  };
}

/** Whether what begins at a local time does not happen. */
function exceptions(except: Freeze['except']): (local: number) => boolean {
  const ranges = (except ?? []).map((days) => {
    const [first = '', last = first] = days.split('/');
    return { first: Date.parse(first), after: Date.parse(last) + DAY };
  });
  return (local) => ranges.some(({ first, after }) => local >= first && local < after);
}
