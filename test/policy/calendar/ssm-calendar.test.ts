import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALENDAR_OLD } from '../../../lib/core/base/timing.ts';
import type { CalendarStatus } from '../../../lib/core/command/shared-state.ts';
import { windowsOfCalendar } from '../../../lib/policy/calendar/ssm-calendar.ts';
import { times } from '../../../lib/policy/calendar/time-sources.ts';
import { rulesOf } from '../../../lib/policy/rules.ts';
import { long } from '../../kit/draws.ts';
import { type Circumstances, frozen, inShort, ordered, override, policyOf, target } from '../frozen.ts';

/** Freezes by SSM Change Calendars: the decisions from the last reading of the calendars. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const AUDIT = 'arn:aws:ssm:eu-central-1:111122223333:document/audit';
const SALES = 'arn:aws:ssm:us-east-1:444455556666:document/sales';
const NOW = '2026-11-24T12:00Z';
const now = Date.parse(NOW);

const may = 'override: { allow: [release] }';
const audit = `id: audit, tz: UTC, ssmCalendar: ["${AUDIT}"], ${may}`;
const both = `id: both, tz: UTC, ssmCalendar: ["${AUDIT}", "${SALES}"]`;
const allows = `id: window, kind: allow, tz: UTC, ssmCalendar: ["${AUDIT}"]`;
const allowsBoth = `id: window, kind: allow, tz: UTC, ssmCalendar: ["${AUDIT}", "${SALES}"]`;
const noon = 'id: noon, tz: UTC, once: { from: 2026-11-24T11:00, until: 2026-11-24T13:00 }';

/** `open`, `closed until 13:00`, `open until 13:00 and 14:00`, and how long ago that was read. */
function reading(words: string, ago = MINUTE): CalendarStatus {
  const [state, ...times] = words.split(/ until | and /);
  const turns = times.map((time) => Date.parse(`2026-11-24T${time}Z`));
  return { read: [now - ago, { state: state as 'open' | 'closed', turns }] };
}
const failed = (why: string, ago = MINUTE): CalendarStatus => ({ failed: [now - ago, why] });

type Row = [name: string, freezes: string[], milestone: Record<string, CalendarStatus>, expected: string, at?: string];

const rows: Row[] = [
  ['a calendar that is open', [audit], { [AUDIT]: reading('open') }, 'allow'],
  ['one that is open and will close', [audit], { [AUDIT]: reading('open until 13:00') }, 'allow'],
  ['one that is closed', [audit], { [AUDIT]: reading('closed until 13:00') }, 'deny until 2026-11-24T13:00Z'],
  ['one that is closed for good', [audit], { [AUDIT]: reading('closed') }, 'deny'],
  [
    'the moment before it closes',
    [audit],
    { [AUDIT]: reading('open until 12:00') },
    'allow',
    '2026-11-24T11:59:59.999Z',
  ],
  ['the moment it closes, not read since', [audit], { [AUDIT]: reading('open until 12:00') }, 'deny'],
  ['the moment it opens, not read since', [audit], { [AUDIT]: reading('closed until 12:00') }, 'allow'],
  [
    'the moment it closes, with a known end',
    [audit],
    { [AUDIT]: reading('open until 12:00 and 14:00') },
    'deny until 2026-11-24T14:00Z',
  ],
  ['the moment it opens, with a known close', [audit], { [AUDIT]: reading('closed until 12:00 and 14:00') }, 'allow'],
  ['both changes in the past, not read since', [audit], { [AUDIT]: reading('open until 11:50 and 12:00') }, 'allow'],
  [
    'an allow window, between its changes',
    [allows],
    { [AUDIT]: reading('open until 12:00 and 14:00') },
    'deny until 2026-11-24T14:00Z',
  ],
  ['a change that was past when it was read', [audit], { [AUDIT]: reading('open until 11:00') }, 'deny'],
  [
    'a reading of almost 15 minutes ago',
    [audit],
    { [AUDIT]: reading('open', CALENDAR_OLD) },
    'allow',
    '2026-11-24T11:59:59.999Z',
  ],
  ['a reading of 15 minutes ago', [audit], { [AUDIT]: reading('open', CALENDAR_OLD) }, 'deny'],
  ['an old reading of a closed calendar', [audit], { [AUDIT]: reading('closed until 12:01', CALENDAR_OLD) }, 'deny'],
  ['one that was never read', [audit], {}, 'deny'],
  ['one that cannot be read', [audit], { [AUDIT]: failed('AccessDeniedException') }, 'deny'],
  [
    'one that was read 9 minutes ago, before it failed',
    [audit],
    { [AUDIT]: { ...reading('open', 9 * MINUTE), ...failed('x') } },
    'allow',
  ],
  ['a reading of another calendar only', [audit], { [SALES]: reading('open') }, 'deny'],
  ['two that are open', [both], { [AUDIT]: reading('open'), [SALES]: reading('open') }, 'allow'],
  [
    'one of two that is closed',
    [both],
    { [AUDIT]: reading('open'), [SALES]: reading('closed until 14:00') },
    'deny until 2026-11-24T14:00Z',
  ],
  [
    'two that are closed: until both are open',
    [both],
    { [AUDIT]: reading('closed until 13:00'), [SALES]: reading('closed until 14:00') },
    'deny until 2026-11-24T14:00Z',
  ],
  [
    'one that closes as the other opens',
    [both],
    { [AUDIT]: reading('closed until 13:00'), [SALES]: reading('open until 13:00') },
    'deny',
  ],
  [
    'one that closes after the other opens',
    [both],
    { [AUDIT]: reading('closed until 13:00'), [SALES]: reading('open until 13:01') },
    'deny until 2026-11-24T13:00Z',
  ],
  [
    'one that opens before the other closes',
    [both],
    { [AUDIT]: reading('open until 13:00 and 14:00'), [SALES]: reading('closed until 12:30') },
    'deny until 2026-11-24T12:30Z',
  ],
  ['one of two that was never read', [both], { [AUDIT]: reading('open') }, 'deny'],
  ['an allow window, open', [allows], { [AUDIT]: reading('open until 13:00') }, 'allow'],
  ['an allow window, closed', [allows], { [AUDIT]: reading('closed until 13:00') }, 'deny until 2026-11-24T13:00Z'],
  ['an allow window, closed for good', [allows], { [AUDIT]: reading('closed') }, 'deny'],
  ['an allow window, the moment it opens', [allows], { [AUDIT]: reading('closed until 12:00') }, 'allow'],
  ['an allow window, the moment it closes', [allows], { [AUDIT]: reading('open until 12:00') }, 'deny'],
  ['an allow window, never read', [allows], {}, 'deny'],
  ['an allow window, with an old reading', [allows], { [AUDIT]: reading('open', CALENDAR_OLD) }, 'deny'],
  [
    'an allow window, one of two calendars closed',
    [allowsBoth],
    { [AUDIT]: reading('open'), [SALES]: reading('closed until 14:00') },
    'deny until 2026-11-24T14:00Z',
  ],
  [
    'an allow window, both calendars open',
    [allowsBoth],
    { [AUDIT]: reading('open'), [SALES]: reading('open') },
    'allow',
  ],
  [
    'another allow window that is open',
    [allows, 'id: noon, kind: allow, tz: UTC, once: { from: 2026-11-24T11:00, until: 2026-11-24T13:00 }'],
    {},
    'allow',
  ],
  [
    'another freeze that ends later',
    [audit, noon],
    { [AUDIT]: reading('closed until 12:30') },
    'deny until 2026-11-24T13:00Z',
  ],
  ['another freeze that ends as it closes', [audit, noon], { [AUDIT]: reading('open until 13:00') }, 'deny'],
  ['a scope that does not match', [`${audit}, scope: test`], {}, 'allow'],
  [
    'report mode',
    [`${audit}, mode: report`],
    { [AUDIT]: reading('closed until 13:00') },
    'report until 2026-11-24T13:00Z',
  ],
  ['report mode, with an unknown state', [`${audit}, mode: report`], {}, 'report'],
];

it('a reading that confirms a foreseen change does not change the reason', () => {
  const because = (words: string) => {
    const calendars = { [AUDIT]: reading(words) };
    return rulesOf(policyOf([audit]), 'test', times, { calendars }).freeze(target, now).decision;
  };
  expect(because('open until 12:00 and 14:00')).toEqual(because('closed until 14:00'));
});

describe('a freeze by SSM calendars', () => {
  it.each(rows)('decides for %s', (_, freezes, calendars, expected, at = NOW) => {
    expect(inShort(frozen(freezes, at, { calendars }))).toBe(expected);
  });

  const lifts = { o: override('2026-11-24T11:00Z', '2026-11-24T12:30Z', { freezes: ['audit'] }) };
  it.each<[string, Circumstances, string]>([
    ['while it is closed', { calendars: { [AUDIT]: reading('closed until 13:00') } }, 'allow'],
    ['while its state is unknown', {}, 'allow'],
    [
      'without effect on a manual freeze',
      { orders: { ...lifts, f: ordered('2026-11-24T11:00Z', '2026-11-24T14:00Z') } },
      'deny',
    ],
  ])('may be overridden by its id %s', (_, more, expected) => {
    const policyAnswer = frozen([audit], NOW, { orders: lifts, ...more });
    expect(policyAnswer.decision.outcome).toBe(expected);
  });

  it('states its end, and who may override it', () => {
    const sentence = (words: string, freeze = audit) =>
      frozen([freeze], NOW, { calendars: { [AUDIT]: reading(words) } }).decision.because;
    expect(sentence('closed until 13:00')).toBe(
      'Frozen by "audit" until Tue 24 Nov 2026 13:00 UTC. People in "release" may override it with a reason.',
    );
    expect(sentence('closed')).toBe(
      'Frozen by "audit" without a known end. People in "release" may override it with a reason.',
    );
    expect(sentence('closed until 13:00', allows)).toBe(
      'Frozen: "window" allows deployments again from Tue 24 Nov 2026 13:00 UTC.',
    );
  });

  it('states why its state is unknown, since when, and what to do', () => {
    const why = 'AccessDeniedException: give it the right';
    const sentence = (calendars: Circumstances['calendars'], freeze = audit) =>
      frozen([freeze], NOW, { calendars }).decision.because;
    expect(sentence({})).toBe(
      'Frozen by "audit", which counts as active: calendar audit has not been read yet. People in "release" may override it with a reason.',
    );
    expect(sentence({ [AUDIT]: failed(why) })).toContain(
      `"audit", which counts as active: calendar audit could not be read: ${why}`,
    );
    const old = { read: reading('open', HOUR).read, failed: failed(why).failed };
    expect(sentence({ [AUDIT]: old })).toContain(`calendar audit was last read Tue 24 Nov 2026 11:00 UTC: ${why}.`);
    expect(sentence({ [AUDIT]: reading('open', HOUR) })).toContain('11:00 UTC; the log of the worker has the reason');
    // A failure from before the last reading does not count.
    expect(sentence({ [AUDIT]: { ...reading('open', HOUR), ...failed('x', 2 * HOUR) } })).toContain(
      '; the log of the worker has the reason',
    );
    expect(sentence({ [SALES]: failed('InvalidDocument: gone') }, both)).toContain(
      'calendar audit has not been read yet and calendar sales could not be read: InvalidDocument: gone',
    );
    expect(sentence({}, allows)).toContain('"window" counts as closed: calendar audit has not been read yet');
  });

  it('freezes with a reason if this machine does not know the zone', () => {
    const policy = policyOf([audit]);
    const [freeze] = policy.freezes;
    const broken = { ...policy, freezes: [{ ...freeze, tz: 'Mars/Olympus' }] } as typeof policy;
    const policyAnswer = rulesOf(broken, 'test', times, { calendars: { [AUDIT]: reading('open') } }).freeze(
      target,
      now,
    );
    expect(policyAnswer.decision.because).toContain(
      'Frozen because the windows of "audit" are unknown (Unknown time zone "Mars/Olympus").',
    );
  });

  it('gives the same answer for an instant, in any order of instants', () => {
    const calendars = { [AUDIT]: reading('open until 12:05', 10 * MINUTE), [SALES]: reading('closed until 12:03') };
    const rules = rulesOf(policyOf([audit, both]), 'test', times, { calendars });
    for (const minute of [0, 20, 4, 5, 4, 6, 4, 20, 0]) {
      const at = now + minute * MINUTE;
      const alone = rulesOf(policyOf([audit, both]), 'test', times, { calendars });
      expect(rules.freeze(target, at)).toEqual(alone.freeze(target, at));
    }
  });

  it('has the windows that are not over, and the next one', () => {
    const calendars = { [AUDIT]: reading('open until 13:00 and 14:00') };
    const { timeline } = windowsOfCalendar({ kind: 'deny', tz: 'UTC', ssmCalendar: [AUDIT] }, calendars, now);
    const closed = { start: now + HOUR, end: now + 2 * HOUR };
    expect([now + 2 * HOUR - 1, now + 2 * HOUR].map((at) => timeline.windows(at, at))).toEqual([[closed], []]);
    expect([closed.start - 1, closed.start].map(timeline.next)).toEqual([closed.start, undefined]);
  });

  it('lists its calendars, each once', () => {
    expect(rulesOf(policyOf([audit, both, noon]), 'test', times).calendars).toEqual([AUDIT, SALES]);
    expect(rulesOf(policyOf([noon]), 'test', times).calendars).toEqual([]);
  });
});

const arns = [AUDIT, SALES, 'arn:aws:ssm:eu-central-1:111122223333:document/third'];
const drawnReading = fc.option(
  fc.record({
    ago: fc.integer({ min: 0, max: 20 }),
    state: fc.constantFrom<'open' | 'closed'>('open', 'closed'),
    turns: fc
      .uniqueArray(fc.integer({ min: -5, max: 30 }), { maxLength: 2 })
      .map((turns) => turns.sort((a, b) => a - b)),
  }),
  { nil: undefined },
);

describe('for any readings of calendars', () => {
  it('one closed or unknown calendar freezes, an allow window needs all open, and until and next are the changes', () => {
    fc.assert(
      fc.property(
        fc.array(drawnReading, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('deny', 'allow'),
        fc.integer({ min: 0, max: 20 }),
        (drawn, kind, minute) => {
          const names = arns.slice(0, drawn.length);
          const calendars = Object.fromEntries(
            drawn.flatMap((one, index): [string, CalendarStatus][] => {
              if (!one) return [];
              const turns = one.turns.map((turn) => now + turn * MINUTE);
              return [[arns[index] ?? '', { read: [now - one.ago * MINUTE, { state: one.state, turns }] }]];
            }),
          );
          const isHeldAt = (at: number, asked: number) =>
            drawn.some((one) => {
              if (!one || asked >= one.ago * -1 + 15) return true;
              const isTurned = one.turns.filter((turn) => turn <= at).length === 1;
              return (one.state === 'closed') !== isTurned;
            });
          const rules = rulesOf(
            policyOf([`kind: ${kind}, ssmCalendar: [${names.map((name) => `"${name}"`).join(', ')}]`]),
            'test',
            times,
            { calendars },
          );
          const ask = (at: number) => rules.freeze(target, now + at * MINUTE);
          const { decision, until, next } = ask(minute);
          expect(decision.outcome).toBe(isHeldAt(minute, minute) ? 'deny' : 'allow');
          const opens = Array.from({ length: 60 }, (_, more) => minute + more).find((at) => !isHeldAt(at, minute));
          if (decision.outcome === 'deny') expect(until).toBe(opens === undefined ? undefined : now + opens * MINUTE);
          // Nothing changes before `next`.
          const last = next === undefined ? 60 : (next - now) / MINUTE;
          for (let at = minute; at < Math.min(last, 60); at++) expect(ask(at).decision).toEqual(decision);
        },
      ),
      long.draws(1_000),
    );
  });
});

describe('announcements from a calendar', () => {
  const policy = (kind = 'deny') =>
    policyOf([`id: audit, kind: ${kind}, scope: prod, tz: UTC, announce: [1h, start, end], ssmCalendar: ["${AUDIT}"]`]);
  const announcementTexts = (milestone: CalendarStatus, at = now, kind?: string) =>
    rulesOf(policy(kind), 'test', times, { calendars: { [AUDIT]: milestone } })
      .announcements(at)
      .map(({ at, text }) => `${new Date(at).toISOString().slice(11, 16)} ${text}`);

  it('report its next changes, if they are known', () => {
    expect(announcementTexts(reading('open until 14:00'))).toEqual([
      '13:00 Freeze "audit" starts 2026-11-24 14:00 UTC: prod is then frozen until its calendar opens.',
      '14:00 Freeze "audit" started: prod is frozen until its calendar opens.',
    ]);
    expect(announcementTexts(reading('open until 14:00 and 18:00'))).toEqual([
      '13:00 Freeze "audit" starts 2026-11-24 14:00 UTC: prod is then frozen until 2026-11-24 18:00 UTC.',
      '14:00 Freeze "audit" started: prod is frozen until 2026-11-24 18:00 UTC.',
      '18:00 Freeze "audit" ended: prod is no longer frozen.',
    ]);
    expect(announcementTexts(reading('closed until 14:00'))).toEqual([
      '14:00 Freeze "audit" ended: prod is no longer frozen.',
    ]);
    expect(announcementTexts(reading('closed until 14:00'), now, 'allow')).toEqual([
      '13:00 Window "audit" opens 2026-11-24 14:00 UTC: prod may then be deployed until its calendar closes.',
      '14:00 Window "audit" opened: prod may be deployed until its calendar closes.',
    ]);
    expect(announcementTexts(reading('open until 14:00'), now, 'allow')).toEqual([
      '14:00 Window "audit" closed: prod is frozen.',
    ]);
  });

  it('are empty if no change is known, or the state is unknown', () => {
    for (const kind of ['deny', 'allow']) {
      for (const milestone of [
        reading('open'),
        reading('closed'),
        {},
        failed('x'),
        reading('open until 14:00', CALENDAR_OLD),
      ]) {
        expect(announcementTexts(milestone, now, kind)).toEqual([]);
      }
    }
  });

  it('skip the moment when one calendar closes as another opens', () => {
    const two = policyOf([`announce: [start, end], tz: UTC, ssmCalendar: ["${AUDIT}", "${SALES}"]`]);
    const calendars = { [AUDIT]: reading('closed until 13:00'), [SALES]: reading('open until 13:00 and 14:00') };
    const found = rulesOf(two, 'test', times, { calendars }).announcements(now);
    expect(found.map(({ at }) => new Date(at).toISOString().slice(11, 16))).toEqual(['14:00']);
  });

  it('have other ids for another window', () => {
    const ids = ['closed until 14:00', 'closed until 15:00', 'open until 14:00'].flatMap((words) =>
      rulesOf(policy(), 'test', times, { calendars: { [AUDIT]: reading(words) } })
        .announcements(now)
        .map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('have the same ids after each reading of the calendar', () => {
    const ids = [reading('open until 14:00', 2 * MINUTE), reading('open until 14:00', MINUTE)].map((milestone) =>
      rulesOf(policy(), 'test', times, { calendars: { [AUDIT]: milestone } })
        .announcements(now)
        .map(({ id }) => id),
    );
    expect(ids[0]).toEqual(ids[1]);
    expect(ids[0]).toHaveLength(2);
  });
});
