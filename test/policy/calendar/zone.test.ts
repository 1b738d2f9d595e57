import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { everFires, wallClock, whyNoCron } from '../../../lib/policy/calendar/cron.ts';
import { dateAndTime, dayAndTime } from '../../../lib/policy/calendar/local-time.ts';
import { clockChangesOf, exists, instantsOf, isZone, localAt, zones } from '../../../lib/policy/calendar/zone.ts';
import { draws } from '../../kit/draws.ts';

/** Compares the time libraries with another library that does the same. */

const named = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'America/St_Johns',
  'UTC',
  'Africa/Casablanca',
  'Pacific/Chatham',
];
const zone = fc.oneof(fc.constantFrom(...named), fc.constantFrom(...zones()));
const minute = fc
  .integer({ min: Date.UTC(1990, 0) / 60_000, max: Date.UTC(2060, 0) / 60_000 })
  .map((minutes) => minutes * 60_000);

/** Close to a clock change, where the difficult cases are. */
const nearChange = fc.tuple(zone, minute, fc.integer({ min: -180, max: 180 })).map(([tz, at, off]) => {
  const change = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(tz).getTimeZoneTransition('next');
  return { tz, at: (change?.epochMilliseconds ?? at) + off * 60_000 };
});

function plain(local: number): Temporal.PlainDateTime {
  return Temporal.PlainDateTime.from(new Date(local).toISOString().slice(0, -1));
}

describe('a local time', () => {
  it('is the same as in another library', () => {
    fc.assert(
      fc.property(nearChange, ({ tz, at }) => {
        const shown = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(tz).toPlainDateTime();
        expect(plain(localAt(tz, at)).equals(shown)).toBe(true);
      }),
      draws(500),
    );
  });

  it('has its first and last instant, or the clock change that skips it', () => {
    fc.assert(
      fc.property(nearChange, ({ tz, at }) => {
        const local = Temporal.Instant.fromEpochMilliseconds(at)
          .toZonedDateTimeISO('UTC')
          .add({ hours: 1 }).epochMilliseconds;
        const wanted = plain(localAt(tz, local));
        const around = localAt(tz, local) + ((local / 60_000) % 3) * 20 * 60_000;
        for (const one of [wanted, plain(around)]) {
          const naive = one.toZonedDateTime('UTC').epochMilliseconds;
          const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
            one.toZonedDateTime(tz, { disambiguation }),
          );
          const found = instantsOf(tz, naive);
          if (earlier?.toPlainDateTime().equals(one)) {
            expect(found).toEqual({ first: earlier.epochMilliseconds, last: later?.epochMilliseconds });
            expect(exists(tz, naive)).toBe(true);
          } else {
            const jump = later?.add({ milliseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds;
            expect(found).toEqual({ first: jump, last: jump });
            expect(exists(tz, naive)).toBe(false);
          }
        }
      }),
      draws(500),
    );
  });

  it.each([
    ['Europe/Berlin', '2027-01-01', '2028-01-01', ['2027-03-28T02:00/03:00', '2027-10-31T02:00/03:00']],
    ['America/New_York', '2027-01-01', '2028-01-01', ['2027-03-14T02:00/03:00', '2027-11-07T01:00/02:00']],
    ['Australia/Lord_Howe', '2027-01-01', '2027-07-01', ['2027-04-04T01:30/02:00']],
    ['Asia/Kolkata', '2027-01-01', '2028-01-01', []],
    ['Europe/Berlin', '2027-03-14', '2027-03-28', []],
  ])('is skipped or shown twice at each clock change: %s from %s until %s', (tz, since, until, changes) => {
    const found = clockChangesOf(tz, Date.parse(since), Date.parse(until));
    const text = (local: number) => new Date(local).toISOString().slice(0, 16);
    expect(found.map((one) => `${text(one.from)}/${text(one.until).slice(11)}`)).toEqual(changes);
  });

  it('has a named zone, not an abbreviation or an offset', () => {
    const right = ['Europe/Berlin', 'UTC', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'];
    const wrong = ['', 'Berlin', 'EST', 'CET', '+01:00', 'Europe/Berln', 'Mars/Olympus', 'utc+1'];
    expect(right.filter((name) => !isZone(name))).toEqual([]);
    expect(wrong.filter(isZone)).toEqual([]);
  });

  it.each([
    ['Europe/Berlin', '2026-11-23T07:00Z', 'Mon 08:00 CET', 'Mon 23 Nov 2026 08:00 CET'],
    ['Europe/Berlin', '2026-07-06T06:00Z', 'Mon 08:00 CEST', 'Mon 6 Jul 2026 08:00 CEST'],
    ['America/New_York', '2026-11-23T13:00Z', 'Mon 08:00 EST', 'Mon 23 Nov 2026 08:00 EST'],
    ['Europe/London', '2026-07-06T07:00Z', 'Mon 08:00 BST', 'Mon 6 Jul 2026 08:00 BST'],
    ['Australia/Sydney', '2026-11-22T21:00Z', 'Mon 08:00 AEDT', 'Mon 23 Nov 2026 08:00 AEDT'],
    ['Asia/Kolkata', '2026-11-23T02:30Z', 'Mon 08:00 IST', 'Mon 23 Nov 2026 08:00 IST'],
    ['America/Sao_Paulo', '2026-11-23T11:00Z', 'Mon 08:00 GMT-3', 'Mon 23 Nov 2026 08:00 GMT-3'],
    ['UTC', '2027-01-01T00:00Z', 'Fri 00:00 UTC', 'Fri 1 Jan 2027 00:00 UTC'],
  ])('is written in %s in the local form', (tz, at, short, long) => {
    expect([dayAndTime(tz, Date.parse(at)), dateAndTime(tz, Date.parse(at))]).toEqual([short, long]);
  });
});

describe('a cron', () => {
  it('has a next and a previous time that are strictly after and before, and that match', () => {
    const field = (values: string[]) => fc.constantFrom(...values);
    const cron = fc
      .tuple(
        field(['0', '30', '15,45', '*/20', '59']),
        field(['0', '8', '16', '8-18/2', '23', '*']),
        field(['*', '*', '1', '15', '31', 'L', '29']),
        field(['*', '*', '2', '12', 'JAN-MAR']),
        field(['*', '*', 'FRI', 'MON-FRI', '0', '7', 'SUN']),
      )
      .map((fields) => fields.join(' '));
    fc.assert(
      fc.property(cron, minute, (pattern, at) => {
        const clock = wallClock(pattern);
        const next = clock.after(at);
        if (next === undefined) {
          expect(everFires(pattern)).toBe(false);
          return;
        }
        expect(next).toBeGreaterThan(at);
        expect(clock.after(next - 1)).toBe(next);
        expect(clock.before(next + 1000)).toBe(next);
        const previous = clock.before(next);
        expect(previous === undefined || previous <= at).toBe(true);
        if (previous !== undefined) expect(clock.after(previous)).toBe(next);
      }),
      draws(300),
    );
  });

  it('finds the same times as a simple search', () => {
    const clock = wallClock('30 16 * * FRI');
    const found: number[] = [];
    for (let at = clock.after(Date.UTC(2026, 0)); at !== undefined && at < Date.UTC(2027, 0); at = clock.after(at))
      found.push(at);
    const days = Array.from({ length: 365 }, (_, day) => Date.UTC(2026, 0, 1 + day, 16, 30));
    expect(found).toEqual(days.filter((day) => new Date(day).getUTCDay() === 5));
  });

  it('finds leap days across a century', () => {
    expect(wallClock('0 0 29 2 *').after(Date.UTC(2096, 2))).toBe(Date.UTC(2104, 1, 29));
    expect(wallClock('0 0 29 2 *').before(Date.UTC(2103, 2))).toBe(Date.UTC(2096, 1, 29));
  });

  it.each(['0 16 * * FRI', '*/5 8-17 1,15 JAN-MAR MON#1', '0 0 L * *', ' 0  16 * * 7 '])('may be %s', (pattern) => {
    expect(whyNoCron(pattern)).toBe(undefined);
  });

  it.each([
    '',
    '0 16 * *',
    '0 16 * * FRI *',
    '@daily',
    '2026-12-01T00:00',
    '0 0 ? * MON',
    '60 * * * *',
    '0 24 * * *',
    '0 0 32 * *',
    '0 0 * * FRYDAY',
    '5-1 * * * *',
  ])('may not be "%s"', (pattern) => {
    expect(whyNoCron(pattern)).toMatch(/./);
  });

  it('that never fires is distinguished from one that fires every four years', () => {
    expect(['0 0 31 2 *', '0 0 30 2 *', '0 0 31 4,6,9,11 *'].map(everFires)).toEqual([false, false, false]);
    expect(['0 0 29 2 *', '0 0 31 1-6 *'].map(everFires)).toEqual([true, true]);
  });
});
