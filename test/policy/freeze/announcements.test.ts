import { describe, expect, it } from 'vitest';
import type { ManualRule } from '../../../lib/core/command/shared-state.ts';
import { wallClock } from '../../../lib/policy/calendar/cron.ts';
import { times } from '../../../lib/policy/calendar/time-sources.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';
import { rulesOf } from '../../../lib/policy/rules.ts';
import { CHANNEL, ofBoard, rules } from '../../kit/rules.ts';
import { ordered, override, policyOf } from '../frozen.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FRIDAY = Date.UTC(2026, 10, 27, 15); // 16:00 in Berlin
const MONDAY = Date.UTC(2026, 10, 30, 7);

const policy = (more = '', others = '') =>
  rules(`
version: 1
scopes: { prod: { pipelines: ["*-prod"] }, dev: { pipelines: ["*-dev"] }, deploys: { stages: [Deploy] } }
routes: [{ scope: prod, channel: ${CHANNEL} }, { scope: dev, channel: C0DEV }]
freezes:
  - { id: weekend, kind: deny, scope: prod, tz: Europe/Berlin, every: { cron: "0 16 * * FRI", until: "0 8 * * MON" }, announce: [24h, 1h, start, end]${more} }${others}
`);
const announcementsAt = (now: number, more?: string) => policy(more).announcements(now);

describe('a freeze', () => {
  it('is announced before its start, at its start and at its end, in the channels of its pipelines', () => {
    expect(announcementsAt(FRIDAY - 48 * HOUR).map(({ at }) => at)).toEqual([FRIDAY - 24 * HOUR]);
    expect(announcementsAt(FRIDAY - 25 * HOUR + 1).map(({ at }) => at)).toEqual([
      FRIDAY - 24 * HOUR,
      FRIDAY - HOUR,
      FRIDAY,
    ]);
    expect(announcementsAt(FRIDAY - 2 * HOUR)).toMatchObject([
      {
        at: FRIDAY - HOUR,
        channels: [CHANNEL],
        text: `Freeze "weekend" starts 2026-11-27 15:00 UTC: prod is then frozen until 2026-11-30 07:00 UTC.`,
      },
      {
        at: FRIDAY,
        text: `Freeze "weekend" started: prod is frozen until 2026-11-30 07:00 UTC.`,
      },
    ]);
    expect(announcementsAt(MONDAY - HOUR)).toMatchObject([
      { at: MONDAY, text: 'Freeze "weekend" ended: prod is no longer frozen.' },
    ]);
  });

  it('keeps the id of its announcement, and each occurrence has another id', () => {
    const [before] = announcementsAt(FRIDAY - 2 * HOUR);
    const [after] = announcementsAt(FRIDAY - HOUR - 1);
    const [next] = announcementsAt(FRIDAY - 2 * HOUR + 7 * 24 * HOUR);
    expect(before?.id).toBe(after?.id);
    expect(next?.id).not.toBe(before?.id);
  });

  it('is announced once for windows that touch', () => {
    const whole = rules(`
version: 1
scopes: { prod: { pipelines: ["*-prod"] } }
routes: [{ scope: prod, channel: ${CHANNEL} }]
freezes:
  - { id: days, kind: deny, scope: prod, tz: UTC, every: { cron: "0 0 * * SAT,SUN", duration: 24h }, announce: [1h, start, end] }
`);
    const texts = new Map<string, string>();
    for (let now = Date.UTC(2026, 11, 3); now < Date.UTC(2026, 11, 8); now += HOUR) {
      for (const { id, text } of whole.announcements(now)) texts.set(id, text);
    }
    expect([...texts.values()]).toEqual([
      'Freeze "days" starts 2026-12-05 00:00 UTC: prod is then frozen until 2026-12-07 00:00 UTC.',
      'Freeze "days" started: prod is frozen until 2026-12-07 00:00 UTC.',
      'Freeze "days" ended: prod is no longer frozen.',
    ]);
  });

  it('is not announced in report mode', () => {
    expect(announcementsAt(FRIDAY - 2 * HOUR, ', mode: report')).toEqual([]);
  });

  it.each([
    ['25 hours and a millisecond before its start', FRIDAY - 25 * HOUR - 1, []],
    ['25 hours before its start', FRIDAY - 25 * HOUR, [FRIDAY]],
    ['less than 10 minutes after its start', FRIDAY + 10 * MINUTE - 1, [FRIDAY]],
    ['10 minutes after its start', FRIDAY + 10 * MINUTE, []],
    ['25 hours and a millisecond before its end', MONDAY - 25 * HOUR - 1, []],
    ['25 hours before its end', MONDAY - 25 * HOUR, [MONDAY]],
    ['5 minutes before its end', MONDAY - 5 * MINUTE, [MONDAY]],
    ['less than 10 minutes after its end', MONDAY + 10 * MINUTE - 1, [MONDAY]],
    ['10 minutes after its end', MONDAY + 10 * MINUTE, []],
  ])('has its start and its end announced if near: %s', (_, now, expected) => {
    const edges = announcementsAt(now).map(({ at }) => at);
    expect(edges.filter((at) => at === FRIDAY || at === MONDAY)).toEqual(expected);
  });

  it.each([
    ['the pipelines of its scope', 'dev', ['C0DEV']],
    ['every pipeline', 'all', [CHANNEL, 'C0DEV']],
    ['stages of any pipeline', 'deploys', [CHANNEL, 'C0DEV']],
  ])('of %s is announced in the channels of those pipelines', (_, scope, channels) => {
    const other = `\n  - { id: other, kind: deny, scope: ${scope}, tz: UTC, once: { from: 2026-12-05T06:00, until: 2026-12-05T10:00 }, announce: [start] }`;
    const [announcement] = policy('', other).announcements(Date.UTC(2026, 11, 5, 5));
    expect(announcement?.channels).toEqual(channels);
  });

  it('of a team is announced only in the channels of its pipelines', () => {
    const main = `
version: 1
scopes: { prod: { pipelines: ["*-prod"] }, dev: { pipelines: ["*-dev"] } }
routes: [{ scope: prod, channel: ${CHANNEL} }, { scope: dev, channel: C0DEV }]
teams: { shop: { file: shop.yml, scopes: [dev] } }
`;
    const file = `
scopes: { deploys: { stages: [Deploy] } }
freezes:
  - { id: night, kind: deny, scope: deploys, tz: UTC, once: { from: 2026-12-05T06:00, until: 2026-12-05T10:00 }, announce: [start] }
`;
    const parsed = parsePolicy(main, { 'shop.yml': file });
    const found = parsed.ok && rulesOf(parsed.policy, 'test', times).announcements(Date.UTC(2026, 11, 5, 5));
    expect(found).toMatchObject([{ channels: ['C0DEV'] }]);
  });

  it('of every day is announced two days before', () => {
    const daily = policyOf(['tz: UTC, every: { cron: "0 10 * * *", duration: 1h }, announce: [48h]']);
    const [monday, ...more] = rulesOf(daily, 'test', times).announcements(FRIDAY);
    expect(monday).toMatchObject({ at: Date.UTC(2026, 10, 28, 10), text: expect.stringContaining('2026-11-30 10:00') });
    expect(more).toEqual([]);
  });

  it('has at most 50 windows announced at once', () => {
    const often = policyOf(['scope: prod, tz: UTC, every: { cron: "*/10 * * * *", duration: 5m }, announce: [end]']);
    expect(rulesOf(often, 'test', times).announcements(FRIDAY)).toHaveLength(50);
  });

  it('is not announced if its times cannot be read', () => {
    const weekend = () => policyOf(['every: { cron: "0 16 * * FRI", duration: 1h }, announce: [1h, start, end]']);
    expect(rulesOf(weekend(), 'test', {}).announcements(FRIDAY - 2 * HOUR)).toEqual([]);
    expect(rulesOf(weekend(), 'test', times).announcements(FRIDAY - 2 * HOUR)).toHaveLength(3);
  });

  it('without announcements is not read for a notice of another freeze', () => {
    const read: string[] = [];
    const counted = {
      wallClock(pattern: string) {
        read.push(pattern);
        return wallClock(pattern);
      },
    };
    const two = policyOf([
      'every: { cron: "1 10 * * *", duration: 1h }, announce: [1h]',
      'every: { cron: "2 10 * * *", duration: 1h }',
    ]);
    expect(rulesOf(two, 'test', counted).announcements(FRIDAY)).toHaveLength(1);
    expect(read).toEqual(['1 10 * * *']);
  });
});

describe('an announcement', () => {
  const at = (hour: number) => Date.UTC(2026, 11, 5, hour);
  const window = (id: string, from: string, until: string, more = '') =>
    `  - { id: ${id}, kind: deny, scope: prod, tz: UTC, once: { from: 2026-12-05T${from}, until: 2026-12-05T${until} }, announce: [start, end]${more} }`;
  const yamlOf = (freezes: string[]) => `
version: 1
scopes: { prod: { pipelines: ["*-prod"] }, test: { pipelines: ["*-test"] } }
routes: [{ scope: prod, channel: ${CHANNEL} }]
freezes:
${freezes.join('\n')}
`;
  const textsOf = (...freezes: string[]) => inWords(rules(yamlOf(freezes)));
  const inWords = (port: Pick<ReturnType<typeof rules>, 'announcements'>) =>
    port
      .announcements(at(0))
      .toSorted((a, b) => a.at - b.at)
      .map(({ at: when, text }) => `${new Date(when).toISOString().slice(11, 16)} ${text}`);

  it('counts a freeze or an override from Slack only if it covers everything', () => {
    const freezes = [
      window('a', '06:00', '10:00'),
      window('b', '06:00', '12:00').replace(', announce: [start, end]', ''),
    ];
    const during = ['2026-12-05T05:00Z', '2026-12-05T11:00Z'] as const;
    const atTen = (order: ManualRule, all = freezes) => inWords(ofBoard(yamlOf(all), { orders: { o: order } })).at(-1);
    const over = '10:00 Freeze "a" ended: prod is no longer frozen.';
    const frozen = expect.stringMatching(/^10:00 Freeze "a" ended, but prod stays frozen by /);
    const alone = freezes.slice(0, 1);
    expect(atTen(ordered(...during), alone)).toEqual(frozen);
    expect(atTen(ordered(...during, ['*-prod', 'x']), alone)).toBe(over);
    expect(atTen(ordered(...during, ['*'], ['Deploy']), alone)).toBe(over);
    expect(atTen(override(...during))).toBe(over);
    expect(atTen(override(...during, { pipelines: ['shop-*'] }))).toEqual(frozen);
    expect(atTen(override(...during, { stages: ['Deploy'] }))).toEqual(frozen);
  });

  it('counts the freezes of all pipelines too', () => {
    const everywhere = window('b', '06:00', '12:00').replace('scope: prod', 'scope: all');
    expect(textsOf(window('a', '07:00', '10:00'), everywhere)).toContain(
      '10:00 Freeze "a" ended, but prod stays frozen by "b" until 2026-12-05 12:00 UTC.',
    );
  });

  it('of an end states which other freeze continues', () => {
    expect(textsOf(window('a', '06:00', '10:00'), window('b', '08:00', '12:00'))).toEqual([
      '06:00 Freeze "a" started: prod is frozen until 2026-12-05 12:00 UTC.',
      '08:00 Freeze "b" started: prod is frozen until 2026-12-05 12:00 UTC.',
      '10:00 Freeze "a" ended, but prod stays frozen by "b" until 2026-12-05 12:00 UTC.',
      '12:00 Freeze "b" ended: prod is no longer frozen.',
    ]);
  });

  it('is a single one if one freeze ends as another starts', () => {
    const [first, second] = [window('a', '06:00', '10:00'), window('b', '10:00', '12:00')];
    expect(textsOf(first, second)).toEqual([
      '06:00 Freeze "a" started: prod is frozen until 2026-12-05 12:00 UTC.',
      '10:00 Freeze "b" started: prod is frozen until 2026-12-05 12:00 UTC.',
      '12:00 Freeze "b" ended: prod is no longer frozen.',
    ]);
    expect(textsOf(first, second.replace('[start, end]', '[end]'))[1]).toBe(
      '10:00 Freeze "a" ended, but prod stays frozen by "b" until 2026-12-05 12:00 UTC.',
    );
  });

  it('of a start and an end is right beside a freeze without a gap', () => {
    const always = window('always', '00:00', '23:59').replace(
      /once: \{[^}]*\}/,
      'every: { cron: "0 10 * * *", duration: 24h }',
    );
    expect(textsOf(window('a', '06:00', '10:00'), always)).toEqual([
      '06:00 Freeze "a" started: prod is frozen.',
      '10:00 Freeze "a" ended, but prod stays frozen by "always".',
    ]);
  });

  it('of an end is kept if what starts then is not announced', () => {
    const first = window('a', '06:00', '10:00');
    const silent = window('b', '10:00', '12:00').replace(', announce: [start, end]', '');
    expect(textsOf(first, silent).at(-1)).toBe(
      '10:00 Freeze "a" ended, but prod stays frozen by "b" until 2026-12-05 12:00 UTC.',
    );
    const orders = { o: ordered('2026-12-05T10:00Z', '2026-12-05T12:00Z') };
    expect(inWords(ofBoard(yamlOf([first]), { orders })).at(-1)).toBe(
      '10:00 Freeze "a" ended, but prod stays frozen by the freeze of Lee until 2026-12-05 12:00 UTC.',
    );
  });

  it('of a start during an override states the end of the freeze', () => {
    const orders = { o: override('2026-12-05T05:00Z', '2026-12-05T08:00Z') };
    expect(inWords(ofBoard(yamlOf([window('a', '06:00', '10:00')]), { orders }))).toContain(
      '06:00 Freeze "a" started: prod is frozen until 2026-12-05 10:00 UTC.',
    );
  });

  it('ignores a freeze in another scope or in report mode', () => {
    const elsewhere = window('b', '08:00', '12:00').replace('scope: prod', 'scope: test');
    const ended = '10:00 Freeze "a" ended: prod is no longer frozen.';
    expect(textsOf(window('a', '06:00', '10:00'), elsewhere)).toContain(ended);
    expect(textsOf(window('a', '06:00', '10:00'), window('b', '08:00', '12:00', ', mode: report'))).toContain(ended);
  });

  it('of an allow window states what else is frozen or open', () => {
    const allow = (id: string, from: string, until: string) => window(id, from, until).replace('deny', 'allow');
    expect(textsOf(allow('a', '06:00', '10:00'), window('b', '05:00', '07:00'))).toEqual([
      '05:00 Freeze "b" started: prod is frozen until 2026-12-05 07:00 UTC.',
      '06:00 Window "a" opened, but prod stays frozen by "b" until 2026-12-05 07:00 UTC.',
      '07:00 Freeze "b" ended: prod is no longer frozen.',
      '10:00 Window "a" closed: prod is frozen.',
    ]);
    expect(textsOf(allow('a', '06:00', '10:00'), allow('c', '08:00', '12:00'))).toEqual([
      '06:00 Window "a" opened: prod may be deployed until 2026-12-05 10:00 UTC.',
      '08:00 Window "c" opened: prod may be deployed until 2026-12-05 12:00 UTC.',
      '10:00 Window "a" closed, but prod may still be deployed in "c".',
      '12:00 Window "c" closed: prod is frozen.',
    ]);
    expect(
      textsOf(
        allow('a', '06:00', '10:00'),
        allow('c', '08:00', '12:00'),
        allow('later', '14:00', '16:00'),
        window('denied-later', '18:00', '20:00'),
      ),
    ).toContain('10:00 Window "a" closed, but prod may still be deployed in "c".');
  });
});
