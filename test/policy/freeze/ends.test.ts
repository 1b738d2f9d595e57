import { describe, expect, it } from 'vitest';
import type { ManualRule, SharedState } from '../../../lib/core/command/shared-state.ts';
import { ofBoard } from '../../kit/rules.ts';
import { frozen, inShort } from '../frozen.ts';

/** Ends of freezes are remembered between questions, and each question gets its own. */

const POLICY = `
version: 1
routes: [{ scope: all, channel: C0ALL }]
scopes: { a: { pipelines: [a] }, b: { pipelines: [b] } }
freezes:
  - { id: long, kind: deny, scope: all, tz: UTC, once: { from: "2026-11-23T00:00", until: "2026-11-27T00:00" } }
  - { id: short, kind: deny, scope: all, tz: UTC, once: { from: "2026-11-23T00:00", until: "2026-11-24T00:00" } }
  - { id: only-a, kind: deny, scope: a, tz: UTC, once: { from: "2026-12-01T00:00", until: "2026-12-02T00:00" } }
  - { id: only-b, kind: deny, scope: b, tz: UTC, once: { from: "2026-12-01T00:00", until: "2026-12-03T00:00" } }
  - { id: weekly, kind: deny, scope: all, tz: UTC, every: { cron: "0 0 * * SAT", duration: 2d } }
`;
const at = (text: string) => Date.parse(`${text}Z`);

function asking(shared: SharedState = {}) {
  const rules = ofBoard(POLICY, shared);
  return (pipeline: string, when: string) => {
    const { until } = rules.freeze({ account: '1', region: 'eu', pipeline, stage: 'Prod' }, at(when));
    return until === undefined ? undefined : new Date(until).toISOString().slice(0, 10);
  };
}

it('pipelines under different freezes have different ends', () => {
  const end = asking();
  expect([end('a', '2026-12-01T12:00'), end('b', '2026-12-01T12:00')]).toEqual(['2026-12-02', '2026-12-03']);
});

it('an earlier instant has the end of its own window, and so has a later one', () => {
  const end = asking();
  const asked = ['2026-12-13T00:00', '2026-12-05T12:00', '2026-12-13T23:59', '2026-12-14T00:00', '2026-12-19T00:00'];
  expect(asked.map((when) => end('a', when))).toEqual([
    '2026-12-14',
    '2026-12-07',
    '2026-12-14',
    undefined,
    '2026-12-21',
  ]);
});

it('a pipeline with an override has an end of its own, also under the same freezes', () => {
  const by = { by: 'U0ANN', reason: 'hotfix', freezes: ['long'], pipelines: ['hot'] };
  const lasts = { from: at('2026-11-22T00:00'), until: at('2026-11-26T00:00') };
  const end = asking({ orders: { 'override-1': { type: 'override', ...by, ...lasts } } });
  const [cold, hot, again] = ['cold', 'hot', 'cold'].map((pipeline) => end(pipeline, '2026-11-23T12:00'));
  expect([cold, hot, again]).toEqual(['2026-11-27', '2026-11-24', '2026-11-27']);
});

describe('a freeze ends at the first instant at which nothing holds', () => {
  const denied = 'once: { from: "2026-11-23T00:00", until: "2026-11-24T00:00" }';
  const allows = (id: string, from: string, until: string) =>
    `id: ${id}, kind: allow, once: { from: "${from}T00:00", until: "${until}T00:00" }`;
  const endOf = (freezes: string[], orders: Record<string, ManualRule> = {}) => {
    const { until } = frozen(
      freezes.map((one) => `tz: UTC, ${one}`),
      '2026-11-23T12:00Z',
      { orders },
    );
    return until === undefined ? undefined : new Date(until).toISOString().slice(0, 10);
  };

  it('also if one of several allow windows is open by then', () => {
    expect(endOf([denied, allows('b', '2026-11-23', '2026-11-25'), allows('c', '2026-11-27', '2026-11-28')])).toBe(
      '2026-11-24',
    );
    expect(endOf([denied, allows('b', '2026-11-26', '2026-11-29'), allows('c', '2026-11-27', '2026-11-28')])).toBe(
      '2026-11-26',
    );
    expect(endOf([denied, allows('b', '2026-11-20', '2026-11-22')])).toBeUndefined();
  });

  it('also if an override opens the allow window by then', () => {
    const override: ManualRule = {
      type: 'override',
      by: 'U0ANN',
      reason: 'hotfix',
      freezes: ['b'],
      pipelines: ['*'],
      from: at('2026-11-23T00:00'),
      until: at('2026-11-26T00:00'),
    };
    const later = { ...override, from: at('2026-11-25T00:00') };
    expect(endOf([denied, allows('b', '2026-11-27', '2026-11-28')], { o: override })).toBe('2026-11-24');
    expect(endOf([denied, allows('b', '2026-11-27', '2026-11-28')], { o: later })).toBe('2026-11-25');
  });
});

it.each([
  ['2027-12-28T00:00', '2027-12-28'],
  ['2027-12-28T00:01', undefined],
])('a freeze until %s, 400 days after today, ends at %s for all that is known', (until, end) => {
  const found = frozen([`tz: UTC, once: { from: 2026-11-23T00:00, until: ${until} }`], '2026-11-23T12:00Z').until;
  expect(found && new Date(found).toISOString().slice(0, 10)).toBe(end);
});

describe('a freeze from Slack', () => {
  const manual = {
    by: 'U0ANN',
    reason: 'audit',
    pipelines: ['payments-prod'],
    from: at('2026-11-23T00:00'),
    until: at('2026-11-24T00:00'),
  };
  const because = (orders: Record<string, ManualRule>, freezes: string[] = []) =>
    frozen(freezes, '2026-11-23T12:00Z', { orders }).decision.because;

  it('of one person is a lock only if nothing else holds', () => {
    const lock: ManualRule = { ...manual, type: 'freeze', lock: true, stages: ['Deploy'] };
    expect(because({ l: lock })).toMatch(/^Locked by /);
    expect(because({ l: lock, f: { ...manual, type: 'freeze' } })).toMatch(/^Frozen by /);
  });

  it('stands beside the freezes of the policy and lifts none, and nor does an override that has ended', () => {
    const freezes = ['tz: UTC, once: { from: "2026-11-23T00:00", until: "2026-11-25T00:00" }'];
    const both = frozen(freezes, '2026-11-23T12:00Z', { orders: { f: { ...manual, type: 'freeze' } } });
    expect([both.rules, inShort(both)]).toEqual([['a', 'f'], 'deny until 2026-11-25T00:00Z']);
    const orders = { o: { ...manual, type: 'override' as const } };
    expect(inShort(frozen(freezes, '2026-11-23T12:00Z', { orders }))).toBe('allow');
    const ended: SharedState['ended'] = { o: [at('2026-11-23T11:00'), 'U0ANN'] };
    expect(inShort(frozen(freezes, '2026-11-23T12:00Z', { orders, ended }))).toBe('deny until 2026-11-25T00:00Z');
  });

  it('is over at the instant of its end, and at once if it was ended before its start', () => {
    const freeze: ManualRule = { ...manual, type: 'freeze' };
    expect(inShort(frozen([], '2026-11-23T23:59Z', { orders: { f: freeze } }))).toBe('deny until 2026-11-24T00:00Z');
    expect(inShort(frozen([], '2026-11-24T00:00Z', { orders: { f: freeze } }))).toBe('allow');
    for (const at of [manual.from, manual.from - 1]) {
      const ended: SharedState['ended'] = { f: [at, 'U0ANN'] };
      const asked = ['2026-11-22T12:00Z', '2026-11-23T00:00Z'];
      const found = asked.map((when) => frozen([], when, { orders: { f: freeze }, ended }));
      expect(found.map((one) => [inShort(one), one.next, one.decision.because])).toEqual(
        asked.map(() => ['allow', undefined, 'No freeze covers Deploy of payments-prod.']),
      );
    }
  });

  it('is lifted as long as the longest of several overrides lasts', () => {
    const until = (hour: number) => at('2026-11-23T00:00') + hour * 3_600_000;
    const override: ManualRule = { ...manual, type: 'override', freezes: ['a'], until: until(14) };
    const freezes = ['tz: UTC, once: { from: "2026-11-23T00:00", until: "2026-11-24T00:00" }'];
    for (const [o, p] of [
      [13, 15],
      [15, 13],
    ].map((hours) => hours.map((hour) => ({ ...override, until: until(hour) }))))
      expect(because({ o: o as ManualRule, p: p as ManualRule, q: override }, freezes)).toContain('15:00');
  });

  it('for some stages does not lift what holds an unnamed one', () => {
    const override: ManualRule = { ...manual, type: 'override', stages: ['Deploy*'] };
    const freezes = ['once: { from: "2026-11-23T00:00", until: "2026-11-24T00:00" }'];
    const outcome = (stage: string | undefined) =>
      frozen(freezes, '2026-11-23T12:00Z', { orders: { o: override }, target: { stage } }).decision.outcome;
    expect([outcome('Deploy-eu'), outcome('Build'), outcome(undefined)]).toEqual(['allow', 'deny', 'deny']);
  });
});
