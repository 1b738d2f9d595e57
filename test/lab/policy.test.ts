import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { extendPolicy, fromNow } from '../../lab/policy.ts';
import { readPolicy } from '../../lib/config/policy-file.ts';

/** The parts that scenarios add to the policy of the lab. */

const folder = mkdtempSync(join(tmpdir(), 'signalbox-base-'));
const base = join(folder, 'policy.yml');
writeFileSync(
  base,
  `version: 1
scopes: { prod: { pipelines: [prod] } }
routes: [{ scope: all, channel: C0DEPLOYS }]
budget: { reserve: 1 }
freezes: [{ id: days, kind: deny, scope: all, tz: UTC, ics: days.ics }]
`,
);
const event = ['BEGIN:VEVENT', 'UID:1', 'DTSTART;VALUE=DATE:20261224', 'SUMMARY:x', 'END:VEVENT'];
writeFileSync(join(folder, 'days.ics'), ['BEGIN:VCALENDAR', ...event, 'END:VCALENDAR', ''].join('\r\n'));
const once = (from: string, until: string) => ({
  id: from,
  kind: 'deny',
  scope: 'prod',
  tz: 'UTC',
  once: { from, until },
});

describe('the lab’s policy', () => {
  test('includes the parts from scenarios, and finds its calendars', async () => {
    const { policy } = await readPolicy(
      await extendPolicy(base, [
        { scopes: { test: { pipelines: [`test-*`] } }, freezes: [once('2026-01-01T00:00', '2026-01-02T00:00')] },
        { budget: { ratio: 0.5 }, retry: [{ id: 'a', scope: 'test' }] },
      ]),
    );
    expect(Object.keys(policy.scopes)).toEqual(['prod', 'test']);
    expect(policy.freezes.map(({ id }) => id)).toEqual(['days', '2026-01-01T00:00']);
    expect(policy.budget).toMatchObject({ reserve: 1, ratio: 0.5 });
    expect(policy.routes).toHaveLength(1);
    expect(policy.calendars?.['days.ics']).toBeDefined();
  });

  test('is refused when the combined policy is invalid', async () => {
    await expect(extendPolicy(base, [{ retry: [{ id: 'a', scope: 'nowhere' }] }])).rejects.toThrow(
      'retry.0.scope: unknown scope "nowhere"',
    );
  });

  test('turns relative minutes of a scenario into times', () => {
    const noon = Date.parse('2026-11-22T12:00:00Z');
    const freezes = (from: string, until: string) => ({ freezes: [once(from, until)], mode: '+x' });
    expect(fromNow(freezes('+2m', '+10m'), noon)).toEqual({
      freezes: [{ ...once('2026-11-22T12:02', '2026-11-22T12:10'), id: '2026-11-22T12:02' }],
      mode: '+x',
    });
    expect(fromNow({ at: '+2m' }, noon + 1)).toEqual({ at: '2026-11-22T12:03' });
  });
});
