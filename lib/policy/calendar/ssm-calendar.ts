import { ownProperty } from '../../core/base/own-property.ts';
import { CALENDAR_OLD } from '../../core/base/timing.ts';
import { opposite, stateAt } from '../../core/command/calendar-turns.ts';
import type { CalendarReading, CalendarStatus, SharedState } from '../../core/command/shared-state.ts';
import type { Policy } from '../file/schema.ts';
import type { Freeze } from '../freeze/schema.ts';
import { and } from '../text/list.ts';
import { dateAndTime } from './local-time.ts';
import { merged, type Timeline, type Window } from './timeline.ts';

/** A calendar has the state from its last reading, and changes it at each transition known from that reading. */

export function calendarsIn({ freezes }: Policy): string[] {
  return [...new Set(freezes.flatMap(({ ssmCalendar = [] }) => ssmCalendar))];
}

/** Instants at which readings become too old to use. */
export function oldAts({ calendars = {} }: SharedState): number[] {
  return Object.values(calendars).flatMap(({ read }) => (read ? [read[0] + CALENDAR_OLD] : []));
}

export interface CalendarWindows {
  timeline: Timeline;
  /** Reason why the state is unknown, which counts as frozen. */
  unreadable?: string;
  oldAt: number;
  /** When any calendar is closed, with what is known of the last hours; absent if the state is unknown. */
  closed?: Window[];
}

/** A deny freeze is on while any calendar is closed, an allow freeze while all are open. */
export function windowsOfCalendar(
  { kind, tz, ssmCalendar = [] }: Pick<Freeze, 'kind' | 'tz' | 'ssmCalendar'>,
  calendars: SharedState['calendars'],
  now: number,
): CalendarWindows {
  const all = ssmCalendar.map((arn) => readingOf(arn, ownProperty(calendars, arn), { tz, now }));
  const unreadable = all.filter((one) => typeof one === 'string');
  const readings = all.filter((one) => typeof one !== 'string');
  const oldAt = Math.min(...readings.map(({ asOf }) => asOf + CALENDAR_OLD));
  if (unreadable.length > 0) {
    return { timeline: timelineIn(kind === 'deny' ? [ALWAYS] : []), unreadable: and(unreadable), oldAt };
  }
  const closed = anyClosed(readings.map(({ reading }) => reading));
  const lately = anyClosed(readings.map(withPassed));
  return { timeline: timelineIn(kind === 'deny' ? closed : between(closed)), oldAt, closed: lately };
}

function anyClosed(readings: CalendarReading[]): Window[] {
  return [...merged(readings.flatMap(closedIn).toSorted((a, b) => a.start - b.start))];
}

interface Read {
  asOf: number;
  reading: CalendarReading;
  passed: number[];
}

/** @returns a recent reading, or the reason why there is none and how to fix that */
function readingOf(
  arn: string,
  { read, failed, passed = [] }: CalendarStatus = {},
  { tz, now }: { tz: string; now: number },
): Read | string {
  const [asOf, reading] = read ?? [];
  if (asOf !== undefined && reading && now < asOf + CALENDAR_OLD) return { asOf, reading, passed };
  const name = `calendar ${arn.split('/').at(-1)}`;
  const [failedAt, why] = failed ?? [];
  const trouble = failedAt !== undefined && failedAt >= (asOf ?? 0) ? why : undefined;
  if (asOf === undefined) {
    return trouble === undefined ? `${name} has not been read yet` : `${name} could not be read: ${trouble}`;
  }
  const last = `${name} was last read ${dateAndTime(tz, asOf)}`;
  return trouble === undefined ? `${last}; the log of the worker has the reason` : `${last}: ${trouble}`;
}

const ALWAYS: Window = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };

function closedIn({ state, turns }: CalendarReading): Window[] {
  const edges = [...(state === 'closed' ? [ALWAYS.start] : []), ...turns, ALWAYS.end];
  return edges.flatMap((start, index) => {
    const end = edges[index + 1];
    return index % 2 === 0 && end !== undefined ? [{ start, end }] : [];
  });
}

/** The reading as if it had been made before the changes that passed. */
function withPassed({ asOf, reading, passed }: Read): CalendarReading {
  const state = stateAt(reading, asOf);
  const turns = [...passed, ...reading.turns.filter((turn) => turn > asOf)];
  return { state: passed.length % 2 === 0 ? state : opposite(state), turns };
}

function between(windows: Window[]): Window[] {
  const starts = [ALWAYS.start, ...windows.map(({ end }) => end)];
  const ends = [...windows.map(({ start }) => start), ALWAYS.end];
  return starts.flatMap((start, index) => {
    const end = ends[index] ?? start;
    return start < end ? [{ start, end }] : [];
  });
}

function timelineIn(windows: Window[]): Timeline {
  return {
    windows: (after) => windows.filter(({ end }) => end > after),
    around(now) {
      const window = windows.find(({ start, end }) => start <= now && now < end);
      return window && { start: window.start, end: Number.isFinite(window.end) ? window.end : undefined };
    },
    next: (now) => windows.find(({ start }) => start > now)?.start,
  };
}
