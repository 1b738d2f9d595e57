import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { times } from '../../../lib/policy/calendar/time-sources.ts';
import { localAt } from '../../../lib/policy/calendar/zone.ts';
import { warnings } from '../../../lib/policy/check/warnings.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';
import { scheduleOf } from '../../../lib/policy/route/schedule.ts';
import { rulesOf } from '../../../lib/policy/rules.ts';
import { draws } from '../../kit/draws.ts';
import { rules } from '../../kit/rules.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEEK = 7 * 24 * HOUR;
const ref = { account: '123456789012', region: 'eu-central-1' };

const of = (every: string, tz?: string) => {
  const digest = JSON.stringify({ every, ...(tz && { tz }) });
  const [only] = rules(`version: 1\nroutes: [{ scope: all, channel: C0A, on: [], digest: ${digest} }]`).digests();
  if (!only) throw new Error('There is no digest');
  return only;
};
const text = (at: number | undefined) => (at === undefined ? '' : new Date(at).toISOString().slice(0, 16));

describe('the digests of a policy', () => {
  it('are one for each channel and route, and count the pipelines of its scope', () => {
    const { digests, audience } = rules(`
version: 1
scopes: { shops: { pipelines: ["shop-*"] } }
routes:
  - { scope: shops, channel: C0A, digest: { every: "0 9 * * MON" }, on: [] }
  - { scope: shops, channel: C0A, digest: { every: "0 9 * * TUE" }, on: [failed] }
  - { id: "every: one", scope: all, channel: C0B, digest: { every: "0 9 * * MON", tz: Europe/Berlin }, on: [failed] }
  - { scope: all, channel: C0C }
  - { scope: all, sns: [arn:aws:sns:eu-central-1:123456789012:news] }
`);
    const keys = (...subject: Parameters<typeof digests>) => digests(...subject).map(({ key }) => key);
    expect(keys()).toEqual(['digest#C0A#shops', 'digest#C0B#every. one']);
    expect(digests().map(({ name }) => name)).toEqual(['shops', 'every: one']);
    expect(keys({ ...ref, pipeline: 'desk' })).toEqual(['digest#C0B#every. one']);
    expect(audience(['shop-api'])).toEqual(['C0A', 'C0B', 'C0C']);
  });

  it('of a team add no pipeline to the digest of the main file, and neither do its boards', () => {
    const main = `
version: 1
scopes: { shops: { pipelines: ["shop-*"] }, desks: { pipelines: ["desk-*"] } }
teams: { desk: { file: desk.yml, scopes: [desks] } }
routes: [{ scope: shops, channel: C0A, on: [], board: true, digest: { every: "0 9 * * MON" } }]
`;
    const desk =
      'routes: [{ id: shops, scope: desks, channel: C0A, on: [], board: true, digest: { every: "0 9 * * TUE" } }]';
    const parsed = parsePolicy(main, { 'desk.yml': desk });
    if (!parsed.ok) throw new Error('It is refused');
    const { digests, boards } = rulesOf(parsed.policy, 'test', times);
    const keys = (pipeline: string) =>
      [...digests({ ...ref, pipeline }), ...boards({ ...ref, pipeline })].map(({ key }) => key);
    expect(keys('shop-api')).toEqual(['digest#C0A#shops', 'where#C0A#shops']);
    expect(keys('desk-api')).toEqual([]);
    expect(warnings(parsed.policy, Date.UTC(2026, 10, 22)).map(({ path, message }) => [path.at(-1), message])).toEqual([
      ['board', expect.stringContaining('route routes.0 already has a board of this name in this channel')],
      ['digest', expect.stringContaining('route routes.0 already has a digest of this name in this channel')],
    ]);
  });

  it.each([
    [
      '{ scope: all, sns: ["arn:aws:sns:eu-central-1:123456789012:x"], digest: { every: "0 9 * * MON" } }',
      'needs a channel',
    ],
    ['{ scope: all, channel: C0A, digest: { every: "0 9 * *" } }', 'five fields'],
    ['{ scope: all, channel: C0A, digest: { every: "0 9 * * MON", tz: Europe/Berlim } }', 'did you mean'],
    ['{ scope: all, channel: C0A, digest: { tz: Europe/Berlin } }', 'expected a cron'],
  ])('are refused with %s', (route, why) => {
    const parsed = parsePolicy(`version: 1\nroutes: [${route}]`);
    expect(parsed.ok ? '' : parsed.problems.map(({ message }) => message).join()).toContain(why);
  });
});

it.each([
  ['0 0 30 2 *', 'its cron never fires, so this digest is never posted'],
  ['0 9 1 * MON', 'fires on every day that matches the day of the month or the weekday'],
  ['0 9 * * MON', undefined],
])('a check of the digest at %s warns: %s', (every, why) => {
  const route = { scope: 'all', channel: 'C0A', digest: { every } };
  const parsed = parsePolicy(JSON.stringify({ version: 1, routes: [{ scope: 'all', channel: 'C0A' }, route] }));
  if (!parsed.ok) throw new Error('It is refused');
  const found = warnings(parsed.policy, Date.UTC(2026, 10, 22)).map(({ message }) => message);
  expect(found).toEqual(why === undefined ? [] : [expect.stringContaining(why)]);
});

describe('the instants of a digest', () => {
  it('are at nine by the wall clock, even in weeks with a clock change', () => {
    const { turns } = of('0 9 * * MON', 'Europe/Berlin');
    const at = (instant: string) => {
      const { oldest, before, last, next } = turns(Date.parse(instant));
      return [oldest, before, last, next].map(text);
    };
    const weeks = ['2026-10-12T07:00', '2026-10-19T07:00', '2026-10-26T08:00', '2026-11-02T08:00'];
    expect(at('2026-10-26T08:00:00Z')).toEqual(weeks);
    expect(at('2026-11-02T07:59:59.999Z')).toEqual(weeks);
    expect(at('2026-10-26T07:59:59Z').slice(1)).toEqual(weeks.slice(0, 3));
    expect(at('2026-03-30T07:00:00Z').slice(1)).toEqual(['2026-03-23T08:00', '2026-03-30T07:00', '2026-04-06T07:00']);
  });

  it('occur once if the clock repeats their time, and at the jump if it skips their time', () => {
    const { turns } = of('30 2 * * *', 'Europe/Berlin');
    const day = (instant: string) => text(turns(Date.parse(instant)).next);
    expect(day('2026-10-24T12:00Z')).toBe('2026-10-25T00:30');
    expect(day('2026-10-25T00:30Z')).toBe('2026-10-26T01:30');
    expect(day('2026-10-25T01:00Z')).toBe('2026-10-26T01:30');
    expect(day('2026-03-28T12:00Z')).toBe('2026-03-29T01:00');
    expect(text(turns(Date.parse('2026-03-29T12:00Z')).last)).toBe('2026-03-29T01:00');
    // The clock shows 02:10 for the second time, and 02:30 was before that.
    expect(text(turns(Date.parse('2026-10-25T01:10Z')).last)).toBe('2026-10-25T00:30');
  });

  it('are in UTC on a machine that does not know the zone, and unknown without a clock', () => {
    const digest = { every: '0 9 * * MON', tz: 'Mars/Base' };
    const now = Date.UTC(2026, 10, 30, 9);
    expect(scheduleOf(digest, times).local(now)).toBe(now);
    expect(scheduleOf(digest, times).turns(now)).toEqual(of('0 9 * * MON', 'UTC').turns(now));
    expect(scheduleOf(digest, {}).turns(now)).toEqual({});
  });

  it('follow each other without a gap, are in UTC without a zone, and may not exist', () => {
    const crons = ['0 9 * * MON', '*/20 * * * *', '30 2 * * *', '0 0 1 * *', '15 1,2,3 * * SUN'];
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC', undefined];
    const instants = fc.integer({ min: Date.UTC(2026, 2, 1) / MINUTE, max: Date.UTC(2026, 11, 1) / MINUTE });
    const near = fc.constantFrom('2026-03-29T01:00Z', '2026-10-25T01:00Z', '2026-11-01T06:00Z', '2026-10-03T15:30Z');
    const around = fc.tuple(near, fc.integer({ min: -300, max: 300 })).map(([at, by]) => Date.parse(at) / MINUTE + by);
    const drawn = [fc.constantFrom(...crons), fc.constantFrom(...zones), fc.oneof(instants, around)] as const;
    fc.assert(
      fc.property(...drawn, (cron, zone, minute) => {
        const { turns, local } = of(cron, zone);
        const now = minute * MINUTE;
        const { oldest = 0, before = 0, last = 0, next = 0 } = turns(now);
        expect(local(now)).toBe(localAt(zone ?? 'UTC', now));
        expect([oldest < before, before < last, last <= now, now < next]).toEqual([true, true, true, true]);
        expect(turns(next)).toMatchObject({ oldest: before, before: last, last: next });
        expect(turns(next - 1)).toEqual({ oldest, before, last, next });
        expect(next - last).toBeLessThan(cron.endsWith('1 * *') ? 5 * WEEK : WEEK + 2 * HOUR);
      }),
      draws(400),
    );
    expect(of('0 0 30 2 *').turns(Date.UTC(2026, 10, 2))).toEqual({});
  });
});
