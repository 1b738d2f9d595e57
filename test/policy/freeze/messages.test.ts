import { describe, expect, it } from 'vitest';
import type { Timeline } from '../../../lib/policy/calendar/timeline.ts';
import {
  type Announced,
  announcement,
  blocked,
  notFrozen,
  overridden,
  sentence,
} from '../../../lib/policy/freeze/messages.ts';
import type { FreezeRule } from '../../../lib/policy/freeze/rule.ts';
import type { Freeze } from '../../../lib/policy/freeze/schema.ts';
import type { State } from '../../../lib/policy/freeze/state.ts';

/** The sentences about freezes. */

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 10); // a Sunday
const LATER = NOW + 2 * HOUR;
const timeline: Timeline = { windows: () => [], around: () => undefined, next: () => undefined };
const unknown = 'its tags, account or Region are unknown';

const rule = (id: string, more: Partial<FreezeRule> = {}): FreezeRule => ({
  id,
  kind: 'deny',
  scope: undefined,
  tz: 'UTC',
  mode: 'enforce',
  reopened: 'respect',
  override: undefined,
  timeline,
  ...more,
});
const manual = {
  type: 'freeze',
  by: 'U0LEE',
  name: 'Lee',
  reason: 'outage',
  from: NOW,
  until: LATER,
  pipelines: ['*'],
} as const;
const byLee = rule('freeze-1', { manual: { ...manual, pipelines: ['*'] } });

type More<T> = { rule?: FreezeRule; isSure?: boolean } & T;
const base = { isSure: true, overrides: [], now: NOW, rule: rule('a') };
const on = (more: More<{ end?: number }> = {}): State => ({
  ...base,
  type: 'on',
  start: NOW,
  end: LATER,
  ...more,
});
const off = (more: More<{ from?: number }> = {}): State => ({
  ...base,
  type: 'off',
  from: LATER,
  rule: rule('hours', { kind: 'allow' }),
  ...more,
});
const broken = (more: More<object> = {}): State => ({ ...base, type: 'broken', why: 'no zone', ...more });
const lifted = (name?: string): State & { type: 'overridden' } => ({
  ...base,
  type: 'overridden',
  by: { ...manual, type: 'override', name, pipelines: ['*'], reason: 'hotfix' },
});
const allow = (people: string[], reason: 'required' | 'optional' = 'optional') => ({
  override: { allow: people, reason, maxFor: HOUR },
});

describe('a freeze that blocks', () => {
  const until = 'until Sun 12:00 UTC';
  const again = '"hours" allows deployments again from Sun 22 Nov 2026 12:00 UTC';
  const together = 'Deployments may continue from Sun 22 Nov 2026 12:00 UTC.';

  it.each<[string, State[], number | undefined, string]>([
    ['alone', [on()], LATER, `Frozen by "a" ${until}.`],
    ['with a later end of all', [on({ end: LATER - 1 })], LATER, `Frozen by "a" ${until}. ${together}`],
    ['without an end', [on({ end: undefined })], undefined, 'Frozen by "a" for more than a year.'],
    [
      'by a calendar without an end',
      [on({ end: undefined, rule: rule('a', { oldAt: 1 }) })],
      undefined,
      'Frozen by "a" without a known end.',
    ],
    ['by a calendar', [on({ rule: rule('a', { oldAt: 1 }) })], LATER, 'Frozen by "a" until Sun 22 Nov 2026 12:00 UTC.'],
    ['for six days', [on({ end: NOW + 144 * HOUR })], NOW + 144 * HOUR, 'Frozen by "a" until Sat 10:00 UTC.'],
    [
      'for more than six days',
      [on({ end: NOW + 145 * HOUR })],
      NOW + 145 * HOUR,
      'Frozen by "a" until Sat 28 Nov 2026 11:00 UTC.',
    ],
    ['with another', [on(), on({ rule: rule('b') })], LATER, `Frozen by "a" ${until} and by "b" ${until}. ${together}`],
    ['from Slack', [on({ rule: byLee })], LATER, `Frozen by the freeze of Lee ${until} (outage).`],
    [
      'with uncertain coverage',
      [on({ isSure: false })],
      LATER,
      `Frozen by "a" ${until}, if it covers this pipeline (${unknown}).`,
    ],
    ['by a closed window', [off()], LATER, `Frozen: ${again}.`],
    [
      'by the last closed window, with uncertain coverage',
      [off({ from: undefined, isSure: false })],
      undefined,
      `Frozen: "hours" has no further window, if it covers this pipeline (${unknown}).`,
    ],
    [
      'by a closed window, with uncertain coverage',
      [off({ isSure: false })],
      LATER,
      `Frozen: ${again}, if it covers this pipeline (${unknown}).`,
    ],
    ['with a closed window', [on(), off()], LATER, `Frozen by "a" ${until}; ${again}. ${together}`],
    [
      'because it is broken',
      [broken(), on()],
      undefined,
      `Frozen because the windows of "a" are unknown (no zone) and by "a" ${until}. It cannot be overridden: correct the policy.`,
    ],
    [
      'by an unreadable calendar',
      [on({ rule: rule('a', { unreadable: 'no answer' }), isSure: false })],
      LATER,
      `Frozen by "a", which counts as active: no answer, if it covers this pipeline (${unknown}).`,
    ],
    [
      'by an unreadable window',
      [off({ rule: rule('a', { kind: 'allow', unreadable: 'no answer' }), isSure: false })],
      LATER,
      `Frozen: "a" counts as closed: no answer, if it covers this pipeline (${unknown}).`,
    ],
  ])('%s', (_, states, end, words) => {
    expect(blocked(states, end, false)).toBe(words);
  });

  it('in report mode would freeze, and holds nothing', () => {
    expect(blocked([on({ rule: rule('a', allow(['leads'])) })], LATER, true)).toBe(
      `Would be frozen by "a" ${until}. Report mode: Signalbox holds nothing.`,
    );
    expect(blocked([off()], LATER, true)).toBe(`Would be frozen: ${again}. Report mode: Signalbox holds nothing.`);
  });

  it.each<[string, FreezeRule[], string]>([
    [
      'one',
      [rule('a', allow(['leads', 'release'], 'required'))],
      ' People in "leads" or "release" may override it with a reason.',
    ],
    [
      'two with the same people',
      [rule('a', allow(['leads'])), rule('b', allow(['leads']))],
      ' People in "leads" may override them.',
    ],
    [
      'two by different people',
      [rule('a', allow(['leads'])), rule('b', allow(['release'], 'required'))],
      ' People in "leads" may override "a" and people in "release" may override "b" with a reason.',
    ],
    ['one of two', [rule('a'), rule('b', allow(['leads']))], ' People in "leads" may override "b".'],
    ['none', [rule('a')], ''],
  ])('names the people who may override %s', (_, rules, words) => {
    const text = blocked(
      rules.map((one) => on({ rule: one })),
      undefined,
      false,
    );
    expect(text.slice(text.indexOf('.') < 0 ? 0 : text.indexOf('.') + 1)).toBe(words);
  });
});

describe('the reason to allow a deployment', () => {
  it('is an override with its person', () => {
    expect(overridden([lifted('Lee'), { ...lifted(), rule: rule('b') }])).toBe(
      'Allowed: Lee overrides "a" until Sun 12:00 UTC: hotfix and U0LEE overrides "b" until Sun 12:00 UTC: hotfix',
    );
  });

  it.each([
    [true, 'Deploy', 'No freeze is active for Deploy of shop.'],
    [true, undefined, 'No freeze is active for shop.'],
    [false, 'Deploy', 'No freeze covers Deploy of shop.'],
    [false, undefined, 'No freeze covers shop.'],
  ])('is the absence of a freeze: %s, %s', (isCovered, stage, words) => {
    expect(notFrozen(isCovered, { stage, pipeline: 'shop' })).toBe(words);
  });
});

describe('the line of one freeze', () => {
  const allowing = rule('hours', { kind: 'allow' });

  it.each<[State, string]>([
    [on(), '"a" is active until Sun 12:00 UTC.'],
    [on({ rule: byLee }), 'The freeze of Lee is active until Sun 12:00 UTC: outage.'],
    [
      on({ rule: rule('lock-1', { manual: { ...manual, lock: true, pipelines: ['shop'] } }) }),
      'The lock of Lee is active until Sun 12:00 UTC: outage.',
    ],
    [on({ rule: allowing }), '"hours" allows deployments until Sun 12:00 UTC.'],
    [off({ rule: rule('a') }), '"a" starts Sun 22 Nov 2026 12:00 UTC.'],
    [off(), '"hours" allows deployments again from Sun 22 Nov 2026 12:00 UTC.'],
    [off({ from: undefined }), '"hours" has no further window.'],
    [broken(), '"a" counts as active, because its windows are unknown: no zone.'],
    [lifted('Lee'), '"a" is overridden by Lee until Sun 12:00 UTC: hotfix.'],
    [on({ rule: rule('a', { unreadable: 'no answer' }) }), '"a" counts as active: no answer.'],
    [off({ rule: { ...allowing, unreadable: 'no answer' } }), '"hours" counts as closed: no answer.'],
    [
      { ...lifted('Lee'), rule: rule('a', { unreadable: 'x' }) },
      '"a" is overridden by Lee until Sun 12:00 UTC: hotfix.',
    ],
    [
      on({ isSure: false }),
      `"a" is active until Sun 12:00 UTC. Signalbox assumes that it covers this pipeline: ${unknown}.`,
    ],
    [on({ rule: rule('a', { mode: 'report' }) }), '"a" is active until Sun 12:00 UTC. Report mode: it holds nothing.'],
  ])('%#', (state, words) => {
    expect(sentence(state)).toBe(words);
  });
});

describe('an announcement', () => {
  const freeze = (more: Partial<Freeze> = {}) =>
    ({ id: 'a', kind: 'deny', scope: 'prod', tz: 'UTC', ...more }) as Freeze;
  const window = freeze({ kind: 'allow' });
  const ssmCalendar = ['arn'];
  const free: Announced['after'] = { blocking: [], open: [] };
  const by = (blocking: FreezeRule[], until?: number): Announced['after'] => ({ blocking, open: [], until });
  const noon = 'until 2026-11-22 12:00 UTC';

  it.each<[string, Freeze, Announced['when'], Announced['after'], number, string]>([
    [
      'before a freeze',
      freeze(),
      HOUR,
      free,
      LATER,
      `Freeze "a" starts 2026-11-22 10:00 UTC: prod is then frozen ${noon}.`,
    ],
    [
      'before a freeze of a calendar',
      freeze({ ssmCalendar }),
      HOUR,
      free,
      Number.POSITIVE_INFINITY,
      'Freeze "a" starts 2026-11-22 10:00 UTC: prod is then frozen until its calendar opens.',
    ],
    [
      'before a freeze without an end',
      freeze({ scope: 'all' }),
      HOUR,
      free,
      Number.POSITIVE_INFINITY,
      'Freeze "a" starts 2026-11-22 10:00 UTC: every pipeline is then frozen.',
    ],
    [
      'at the start of a freeze',
      freeze(),
      'start',
      by([rule('a')], LATER),
      NOW,
      `Freeze "a" started: prod is frozen ${noon}.`,
    ],
    ['at the start, with its own end', freeze(), 'start', free, LATER, `Freeze "a" started: prod is frozen ${noon}.`],
    ['at the end of a freeze', freeze(), 'end', by([rule('a')]), LATER, 'Freeze "a" ended: prod is no longer frozen.'],
    [
      'at the end, under two others',
      freeze(),
      'end',
      by([rule('a'), rule('b'), rule('hours', { kind: 'allow' }), byLee], LATER),
      LATER,
      `Freeze "a" ended, but prod stays frozen by "b", the closed window "hours" and the freeze of Lee ${noon}.`,
    ],
    [
      'before a window',
      window,
      HOUR,
      free,
      LATER,
      `Window "a" opens 2026-11-22 10:00 UTC: prod may then be deployed ${noon}.`,
    ],
    [
      'at the start of a window',
      window,
      'start',
      by([rule('a')]),
      LATER,
      `Window "a" opened: prod may be deployed ${noon}.`,
    ],
    [
      'at the start of a window of a calendar',
      freeze({ kind: 'allow', ssmCalendar }),
      'start',
      free,
      Number.POSITIVE_INFINITY,
      'Window "a" opened: prod may be deployed until its calendar closes.',
    ],
    [
      'at the start of a window in a freeze',
      window,
      'start',
      by([rule('b')]),
      LATER,
      'Window "a" opened, but prod stays frozen by "b".',
    ],
    [
      'at the end of a window',
      window,
      'end',
      by([rule('a')], LATER),
      LATER,
      `Window "a" closed: prod is frozen ${noon}.`,
    ],
    ['at the end of a window, if nothing is frozen then', window, 'end', free, LATER, 'Window "a" closed.'],
    [
      'at the end of a window beside another',
      window,
      'end',
      { blocking: [], open: [rule('a'), rule('b')] },
      LATER,
      'Window "a" closed, but prod may still be deployed in "b".',
    ],
  ])('%s', (_, one, when, after, end, words) => {
    expect(announcement(one, { when, start: NOW, end, after })).toBe(words);
  });
});
