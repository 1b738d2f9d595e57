import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { signalbox as call } from '../kit/cli.ts';
import { runs } from '../kit/runs.ts';

/** The command line for freezes with windows that only AWS has. */

const AUDIT = 'arn:aws:ssm:us-east-1:111122223333:document/audit';
const SHIP = 'arn:aws:ssm:eu-central-1:111122223333:document/ship';
const folder = mkdtempSync(join(tmpdir(), 'signalbox-'));
const policy = join(folder, 'policy.yml');
const events = join(folder, 'events.json');
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(events, JSON.stringify(runs.green));
writeFileSync(
  policy,
  `version: 1
routes: [{ scope: all, channel: C0DEPLOYS }]
freezes:
  - { id: audit, kind: deny, scope: all, ssmCalendar: ["${AUDIT}"] }
  - { id: ship, kind: allow, scope: all, tz: Asia/Tokyo, ssmCalendar: ["${SHIP}"] }
`,
);

const signalbox = (...args: string[]) => call(...args, '--policy', policy);

describe('on the command line a freeze by Change Calendars', () => {
  it('is valid, without a warning', async () => {
    const { code, stdout } = await signalbox('check');
    expect(code).toBe(0);
    expect(stdout).toContain(`audit (deny, UTC):\n  windows not listed, because they are in SSM calendar ${AUDIT}`);
    expect(stdout).not.toContain('warning');
  });

  it('is shown without windows, and in JSON with its default state', async () => {
    const { stdout } = await signalbox('windows');
    expect(stdout).toContain(`ship (allow): windows not listed, because they are in SSM calendar ${SHIP}`);
    const unknown = { start: null, end: null };
    expect(JSON.parse((await signalbox('windows', '--json')).stdout)).toEqual([
      { id: 'audit', kind: 'deny', active: true, ...unknown, tz: 'UTC' },
      { id: 'ship', kind: 'allow', active: false, ...unknown, tz: 'Asia/Tokyo' },
    ]);
  });

  it('is explained with its default state, and the reason', async () => {
    const { code, stdout } = await signalbox('explain', '--pipeline', 'shop', '--stage', 'Deploy', '--json');
    expect(code).toBe(1);
    const why = 'could not be read: this command does not call AWS';
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'deny',
      because: expect.stringContaining(`by "audit", which counts as active: calendar audit ${why}`),
      until: null,
      rules: [
        { id: 'audit', outcome: 'deny' },
        { id: 'ship', outcome: 'deny' },
      ],
    });
  });

  it('is left out of a replay, and the answer notes that', async () => {
    const { stdout } = await signalbox('replay', events);
    expect(stdout).toContain('would have blocked 0 of 1');
    expect(stdout).toContain('Left out: audit, because the past states of its SSM calendar are unknown.');
  });
});
