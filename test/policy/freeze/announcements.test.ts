import { describe, expect, it } from 'vitest';
import { CHANNEL, rules } from '../../kit/rules.ts';

const HOUR = 3_600_000;
const FRIDAY = Date.UTC(2026, 10, 27, 15); // 16:00 in Berlin
const MONDAY = Date.UTC(2026, 10, 30, 7);

const policy = (more = '') =>
  rules(`
version: 1
scopes: { prod: { pipelines: ["*-prod"] }, dev: { pipelines: ["*-dev"] } }
routes: [{ scope: prod, channel: ${CHANNEL} }, { scope: dev, channel: C0DEV }]
freezes:
  - { id: weekend, kind: deny, scope: prod, tz: Europe/Berlin, every: { cron: "0 16 * * FRI", until: "0 8 * * MON" }, announce: [24h, 1h, start, end]${more} }
`);
const time = (at: number, shown: string) => `<!date^${at / 1000}^{date_short_pretty} {time}|${shown}>`;
const said = (now: number, more?: string) => policy(more).announcements(now);

describe('a freeze', () => {
  it('is announced before it begins, when it begins and when it is over, where its pipelines are told of', () => {
    expect(said(FRIDAY - 25 * HOUR + 1).map(({ at }) => at)).toEqual([FRIDAY - 24 * HOUR, FRIDAY - HOUR, FRIDAY]);
    expect(said(FRIDAY - 2 * HOUR)).toMatchObject([
      {
        at: FRIDAY - HOUR,
        channels: [CHANNEL],
        text: `Freeze "weekend" starts ${time(FRIDAY, 'Fri 27 Nov 2026 16:00 CET')}: prod is then frozen until ${time(MONDAY, 'Mon 30 Nov 2026 08:00 CET')}.`,
      },
      {
        at: FRIDAY,
        text: `Freeze "weekend" started: prod is frozen until ${time(MONDAY, 'Mon 30 Nov 2026 08:00 CET')}.`,
      },
    ]);
    expect(said(MONDAY - HOUR)).toMatchObject([
      { at: MONDAY, text: 'Freeze "weekend" ended: prod is no longer frozen.' },
    ]);
  });

  it('is called the same each time it is asked for, and each occurrence is another', () => {
    const [before] = said(FRIDAY - 2 * HOUR);
    const [after] = said(FRIDAY - HOUR - 1);
    const [next] = said(FRIDAY - 2 * HOUR + 7 * 24 * HOUR);
    expect(before?.id).toBe(after?.id);
    expect(next?.id).not.toBe(before?.id);
  });

  it('is not announced long after, nor where the policy only reports', () => {
    expect(said(FRIDAY + HOUR)).toEqual([]);
    expect(said(FRIDAY - 2 * HOUR, ', mode: report')).toEqual([]);
  });
});
