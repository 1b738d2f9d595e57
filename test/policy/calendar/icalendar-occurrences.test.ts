import { describe, expect, it } from 'vitest';
import { icsOccurrences } from '../../../lib/policy/calendar/icalendar-occurrences.ts';
import type { CalendarEvent } from '../../../lib/policy/calendar/icalendar-types.ts';
import { edgesOf } from '../../../lib/policy/freeze/occurrences.ts';

/** Windows of the events of a calendar, in their order. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const JANUARY = Date.UTC(2026, 0, 1);

function event(more: Partial<CalendarEvent> = {}): CalendarEvent {
  return { start: JANUARY, lasts: { local: 0, elapsed: HOUR }, rules: [], also: [], not: [], ...more };
}

function first(
  count: number,
  events: CalendarEvent[],
  after: number,
  kind: 'deny' | 'allow' = 'deny',
  except: number[] = [],
) {
  const isExcepted = (local: number) => except.includes(local);
  const found: { start: number; end: number }[] = [];
  for (const window of icsOccurrences({ events }, { tz: 'UTC', edges: edgesOf(kind), isExcepted })(after)) {
    found.push(window);
    if (found.length === count) break;
  }
  return found;
}
const starts = (...asked: Parameters<typeof first>) => first(...asked).map(({ start }) => start);

it.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC'])(
  'each day of a year comes once and in order, in %s',
  (zone) => {
    const found = starts(
      365,
      [event({ zone, start: JANUARY + 23.5 * HOUR, rules: ['FREQ=DAILY'] })],
      JANUARY + 2 * DAY,
    );
    expect(found.slice(1).map((start, index) => start - (found[index] as number))).toEqual(Array(364).fill(DAY));
  },
);

describe('events together', () => {
  it('are sorted by their starts, then by their ends', () => {
    const long = event({ rules: ['FREQ=DAILY;COUNT=2'], lasts: { local: 0, elapsed: 3 * HOUR } });
    const short = event({ start: JANUARY, also: [JANUARY + 2 * HOUR] });
    const inHours = first(9, [long, short], JANUARY).map(({ start, end }) =>
      [start, end].map((at) => (at - JANUARY) / HOUR),
    );
    expect(inHours).toEqual([
      [0, 1],
      [0, 3],
      [2, 3],
      [24, 27],
    ]);
  });

  it('include one that began long ago and is still on, and not one that has just ended', () => {
    for (const local of [300 * DAY, DAY, 0]) {
      const long = event({ lasts: { local, elapsed: 300 * DAY - local } });
      expect(starts(9, [event(), long], JANUARY + 300 * DAY - 1)).toEqual([JANUARY]);
      expect(starts(9, [event(), long], JANUARY + 300 * DAY)).toEqual([]);
    }
  });

  it('come once, also at the instant at which a step of the search ends', () => {
    const start = JANUARY - HOUR - DAY + 92 * DAY;
    expect(starts(9, [event({ start })], JANUARY)).toEqual([start]);
  });

  it('are found five years ahead, and no further', () => {
    const leap = (years: number) => [event({ start: Date.UTC(2026 + years, 0, 1) })];
    expect(starts(9, leap(4), JANUARY)).toHaveLength(1);
    expect(starts(9, leap(7), JANUARY)).toEqual([]);
  });
});

describe('an event', () => {
  const weekly = event({ rules: ['FREQ=WEEKLY;BYDAY=FR;COUNT=2'] });
  const [friday, next] = [JANUARY + DAY, JANUARY + 8 * DAY];

  it('that its own rule leaves out counts where it freezes more', () => {
    expect(starts(9, [weekly], JANUARY - 1)).toEqual([JANUARY, friday, next]);
    expect(starts(9, [weekly], JANUARY - 1, 'allow')).toEqual([friday, next]);
    expect(starts(9, [event()], JANUARY - 1, 'allow')).toEqual([JANUARY]);
  });

  it('comes on its further dates, and not on those that are taken out or excepted', () => {
    const moved = {
      ...weekly,
      also: [JANUARY + 3 * DAY, JANUARY + 4 * DAY],
      not: [JANUARY, friday, JANUARY + 4 * DAY],
    };
    expect(starts(9, [moved], JANUARY - 1)).toEqual([JANUARY + 3 * DAY, next]);
    expect(starts(9, [moved], JANUARY - 1, 'deny', [next])).toEqual([JANUARY + 3 * DAY]);
  });

  it('that a clock change leaves nothing of does not come', () => {
    // The clock in Berlin jumps from 02:00 to 03:00.
    const skipped = event({
      zone: 'Europe/Berlin',
      start: Date.UTC(2026, 2, 29, 2),
      lasts: { local: HOUR, elapsed: 0 },
    });
    expect(first(9, [skipped], JANUARY)).toEqual([]);
  });

  it('ends on the wall clock after its days and later by its hours', () => {
    const two = event({
      zone: 'Europe/Berlin',
      start: Date.UTC(2026, 2, 28, 12),
      lasts: { local: DAY, elapsed: HOUR },
    });
    expect(first(1, [two], JANUARY).map(({ start, end }) => (end - start) / HOUR)).toEqual([24]);
  });
});
