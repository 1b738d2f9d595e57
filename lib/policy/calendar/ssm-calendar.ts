import { ownProperty } from '../../core/base/own-property.ts';
import { CALENDAR_OLD } from '../../core/base/timing.ts';
import type { CalendarReading, CalendarStatus, SharedState } from '../../core/command/shared-state.ts';
import type { Policy } from '../file/schema.ts';
import type { Freeze } from '../freeze/schema.ts';
import { and } from '../text/list.ts';
import { dateAndTime } from './local-time.ts';
import { runsOf, type Timeline, type Window } from './timeline.ts';

/** When a freeze is on that goes by SSM Change Calendars, as far as AWS told: a calendar is what it was when it was
 *  read, and the other way round after each change that it knew of. */

export function calendarsIn({ freezes }: Policy): string[] {
  return [...new Set(freezes.flatMap(({ ssmCalendar = [] }) => ssmCalendar))];
}

/** When what was read is too old to be believed. */
export function oldAts({ calendars = {} }: SharedState): number[] {
  return Object.values(calendars).flatMap(({ read }) => (read ? [read[0] + CALENDAR_OLD] : []));
}

export interface CalendarWindows {
  timeline: Timeline;
  /** Why nobody can tell, so that it counts as frozen. */
  untold?: string | undefined;
  /** From then on this is too old to be believed. */
  oldAt: number;
}

/** What denies is on while any calendar is closed, what allows while all are open. */
export function windowsOfCalendar(
  { kind, tz, ssmCalendar = [] }: Pick<Freeze, 'kind' | 'tz' | 'ssmCalendar'>,
  calendars: SharedState['calendars'],
  now: number,
): CalendarWindows {
  const all = ssmCalendar.map((arn) => readingOf(arn, ownProperty(calendars, arn), { tz, now }));
  const untold = all.filter((one) => typeof one === 'string');
  const readings = all.filter((one) => typeof one !== 'string');
  const oldAt = Math.min(...readings.map(({ asOf }) => asOf + CALENDAR_OLD));
  if (untold.length > 0) return { timeline: timelineIn(kind === 'deny' ? [ALWAYS] : []), untold: and(untold), oldAt };
  const each = readings.flatMap(({ reading }) => closedIn(reading));
  const closed = runsOf(each.toSorted((a, b) => a.start - b.start));
  return { timeline: timelineIn(kind === 'deny' ? closed : between(closed)), oldAt };
}

/** What it said not long ago, or why there is nothing to go by, and what to do about that. */
function readingOf(
  arn: string,
  { read, failed }: CalendarStatus = {},
  { tz, now }: { tz: string; now: number },
): { asOf: number; reading: CalendarReading } | string {
  const [asOf, reading] = read ?? [];
  if (asOf !== undefined && reading && now < asOf + CALENDAR_OLD) return { asOf, reading };
  const name = `its calendar ${arn.split('/').at(-1)}`;
  const [failedAt, why] = failed ?? [];
  const trouble = failedAt !== undefined && failedAt >= (asOf ?? 0) ? why : undefined;
  if (asOf === undefined) {
    return trouble === undefined
      ? `${name} is read for the first time within a minute`
      : `${name} could not be read: ${trouble}`;
  }
  const last = `${name} was last read ${dateAndTime(tz, asOf)}`;
  return trouble === undefined ? `${last}; see in its log why Signalbox does not read it` : `${last}: ${trouble}`;
}

const ALWAYS: Window = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };

function closedIn({ state, turns }: CalendarReading): Window[] {
  const edges = [...(state === 'closed' ? [ALWAYS.start] : []), ...turns, ALWAYS.end];
  return edges.flatMap((start, index) => {
    const end = edges[index + 1];
    return index % 2 === 0 && end !== undefined ? [{ start, end }] : [];
  });
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
    occurrences: (after) => windows.filter(({ end }) => end > after),
    around(now) {
      const window = windows.find(({ start, end }) => start <= now && now < end);
      return window && { start: window.start, end: Number.isFinite(window.end) ? window.end : undefined };
    },
    next: (now) => windows.find(({ start }) => start > now)?.start,
  };
}
