import { expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../lib/core/base/units.ts';
import { executionKey } from '../../../lib/core/execution/facts.ts';
import { createDigestWorld, KEY } from './digest-world.ts';

const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop' };
const every = (cron: string) =>
  `version: 1\nroutes: [{ id: shops, scope: all, channel: C0ALL, on: [], digest: { every: "${cron}", tz: UTC } }]`;

/** Noon of each day, from the first to the last. */
function noons(first: string, last: string): number[] {
  const [from, until] = [Date.parse(`${first}T12:00Z`), Date.parse(`${last}T12:00Z`)];
  return Array.from({ length: (until - from) / DAY + 1 }, (_, day) => from + day * DAY);
}

/** A digest with a cron that changes, and executions that end at these instants. */
async function played(ends: number[], crons: [from: string, cron: string][], until: string) {
  const world = createDigestWorld((ends[0] ?? 0) - HOUR);
  for (const end of ends) {
    await world.until(end - HOUR);
    world.policy = every(crons.findLast(([from]) => Date.parse(`${from}Z`) <= end)?.[1] ?? '');
    await world.until(end + MINUTE);
    const execution = executionKey({ ...ref, executionId: `e${end}` });
    const report = { state: 'SUCCEEDED', began: end - HOUR, ends: [end], deployed: [], failed: [], flaky: [] } as const;
    const digest = {
      executions: { [execution]: [end, { ...report, ends: [end], deployed: [], failed: [], flaky: [] }] },
    };
    await world.take(KEY, [{ type: 'reported', digest } as never]);
  }
  await world.until(Date.parse(`${until}Z`));
  const text = (instant: number) => new Date(instant).toISOString().slice(5, 16);
  return world.posts.map(({ at, content: { from, until, figures, before } }) => {
    return [text(at), text(from), text(until), figures.executions, before?.executions];
  });
}

it('a changed weekday posts no digest at once, and counts nothing twice', async () => {
  const crons: [string, string][] = [
    ['2026-10-01T00:00', '0 16 * * FRI'],
    ['2026-11-14T00:00', '0 9 * * MON'],
  ];
  const posts = await played(noons('2026-10-28', '2026-11-20'), crons, '2026-11-24T10:00');
  expect(posts.slice(-3)).toEqual([
    ['11-13T16:00', '11-06T16:00', '11-13T16:00', 7, 7],
    ['11-16T09:00', '11-13T16:00', '11-16T09:00', 2, undefined],
    ['11-23T09:00', '11-16T09:00', '11-23T09:00', 5, 7],
  ]);
});

it('a changed cron posts no digest for an instant before the change', async () => {
  const crons = (next: string): [string, string][] => [
    ['2026-10-01T00:00', '0 9 1 * *'],
    ['2026-11-18T00:00', next],
  ];
  const weekly = await played(noons('2026-10-28', '2026-11-20'), crons('0 9 * * MON'), '2026-11-22T10:00');
  expect(weekly.map(([at]) => at)).toEqual(['11-01T09:00']);
  const monthly = await played(noons('2026-10-28', '2026-11-20'), crons('0 9 15 * *'), '2026-11-22T10:00');
  expect(monthly.map(([at]) => at)).toEqual(['11-01T09:00']);
});

it('a digest of the new cron is posted even if no worker ran since the change', async () => {
  const crons: [string, string][] = [
    ['2026-10-01T00:00', '0 10 * * FRI'],
    ['2026-11-14T00:00', '30 10 * * MON'],
  ];
  const ends = [...noons('2026-11-11', '2026-11-13'), ...noons('2026-11-16', '2026-11-16')];
  const posts = await played(ends, crons, '2026-11-16T13:00');
  expect(posts.at(-1)).toEqual(['11-16T12:01', '11-13T10:00', '11-16T10:30', 1, undefined]);
});

it('a digest is compared only with a period that the earlier cron kept complete', async () => {
  const crons: [string, string][] = [
    ['2026-10-01T00:00', '0 9 * * *'],
    ['2026-11-20T00:00', '0 9 1 * *'],
  ];
  const posts = await played(noons('2026-10-28', '2027-02-01'), crons, '2027-02-01T10:00');
  expect(posts.slice(-3)).toEqual([
    ['12-01T09:00', '11-20T09:00', '12-01T09:00', 11, undefined],
    ['01-01T09:00', '12-01T09:00', '01-01T09:00', 31, undefined],
    ['02-01T09:00', '01-01T09:00', '02-01T09:00', 31, 31],
  ]);
});
