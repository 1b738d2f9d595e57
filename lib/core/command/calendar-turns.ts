import { ownProperty } from '../base/own-property.ts';
import { CALENDAR_OLD } from '../base/timing.ts';
import { HOUR } from '../base/units.ts';
import type { CalendarReading, CalendarStatus } from './shared-state.ts';

/** A reading knows only what comes. The changes that passed are kept, because their events are put after them. */
const KEPT = 2 * HOUR;
const MOST = 10;

type Calendars = Record<string, CalendarStatus>;

/** @param calendars merged with what was known before */
export function withPassedTurns(before: Calendars | undefined, calendars: Calendars | undefined) {
  if (!before || !calendars) return calendars;
  return Object.fromEntries(
    Object.entries(calendars).map(([arn, status]) => {
      const { read: earlier, passed = [] } = ownProperty(before, arn) ?? {};
      const { read } = status;
      const isNew = earlier && read && read[0] > earlier[0];
      return [arn, isNew ? { ...status, passed: passedIn(passed, earlier, read) } : status];
    }),
  );
}

type Read = NonNullable<CalendarStatus['read']>;

function passedIn(passed: number[], [since, earlier]: Read, [asOf, reading]: Read): number[] | undefined {
  // Later, a freeze holds because nothing is known, whatever was announced.
  const until = Math.min(asOf, since + CALENDAR_OLD);
  const turns = [...passed, ...earlier.turns.filter((turn) => turn > since && turn <= until)];
  // A person changed the calendar, or what was announced did not come.
  if (stateAt(earlier, until) !== stateAt(reading, asOf)) turns.push(asOf);
  const recent = turns.filter((turn) => turn > asOf - KEPT).slice(-MOST);
  return recent.length > 0 ? recent : undefined;
}

export function stateAt({ state, turns }: CalendarReading, at: number): CalendarReading['state'] {
  return turns.filter((turn) => turn <= at).length % 2 === 0 ? state : opposite(state);
}

export function opposite(state: CalendarReading['state']): CalendarReading['state'] {
  return state === 'open' ? 'closed' : 'open';
}
