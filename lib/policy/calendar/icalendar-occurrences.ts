import * as library from 'rrule';
import { DAY } from '../../core/base/units.ts';
import type { Edges } from '../freeze/occurrences.ts';
import type { Calendar, CalendarEvent } from './icalendar-types.ts';
import type { Occurrences, Window } from './timeline.ts';
import { localAt } from './zone.ts';

const { RRule } = rruleOf(library);

/** Node loads the CommonJS build, with everything under `default`; the bundler loads the ES modules. */
function rruleOf(read: object): typeof library {
  return ('default' in read ? read.default : read) as typeof library;
}

/** Length of one search step; the occurrences of all events are sorted within it. */
const STRETCH = 92 * DAY;
/** The search ends after five years without an occurrence. */
const AHEAD = 5 * 366 * DAY;

interface Circumstances {
  /** For events without a zone of their own. */
  tz: string;
  edges: Edges;
  isExcepted: (local: number) => boolean;
}

export function icsOccurrences({ events }: Calendar, { tz, edges, isExcepted }: Circumstances): Occurrences {
  const all = events.map((event) => {
    const zone = event.zone ?? tz;
    return { zone, starts: startsOf(event, edges.isWide), ...event.lasts };
  });
  const longest = Math.max(0, ...all.map(({ local, elapsed }) => local + elapsed));

  function windowsFrom(from: number, to: number): Window[] {
    const found = all.flatMap(({ zone, starts, local, elapsed }) =>
      // Two more days on each side, because of zones and clock changes; the filter below removes the excess.
      starts(from - 2 * DAY, to + 2 * DAY).map((begin) => {
        const start = edges.start(zone, begin);
        return { start, end: (local === 0 ? start : edges.end(zone, begin + local)) + elapsed };
      }),
    );
    return found
      .filter(({ start, end }) => start >= from && start < to && end > start && !isExcepted(localAt(tz, start)))
      .sort((a, b) => a.start - b.start || a.end - b.end);
  }

  return function* (after): Generator<Window> {
    for (let from = after - longest - DAY; from < after + AHEAD; from += STRETCH) {
      for (const window of windowsFrom(from, from + STRETCH)) if (window.end > after) yield window;
    }
  };
}

function startsOf({ start, rules, also, not }: CalendarEvent, isWide: boolean) {
  const recurring = rules.map((rule) => new RRule({ ...RRule.parseString(rule), dtstart: new Date(start) }));
  const never = new Set(not);
  // RFC 5545 leaves open if a start outside its own RRULE counts. It counts if that freezes more.
  const single = rules.length === 0 || isWide ? [start, ...also] : also;
  return (from: number, to: number): number[] => {
    const hits = recurring.flatMap((rule) => rule.between(new Date(from), new Date(to), true));
    const all = new Set([...single.filter((one) => one >= from && one <= to), ...hits.map((hit) => hit.getTime())]);
    return [...all].filter((one) => !never.has(one));
  };
}
