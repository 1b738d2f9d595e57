import { expect, it } from 'vitest';
import type { SharedState } from '../../../lib/core/command/shared-state.ts';
import { ofBoard } from '../../kit/rules.ts';

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

it('a pipeline with an override has an end of its own', () => {
  const by = { by: 'U0ANN', reason: 'hotfix', freezes: ['long'], pipelines: ['a'] };
  const lasts = { from: at('2026-11-22T00:00'), until: at('2026-11-26T00:00') };
  const end = asking({ orders: { 'override-1': { type: 'override', ...by, ...lasts } } });
  const [b, a, again] = ['b', 'a', 'b'].map((pipeline) => end(pipeline, '2026-11-23T12:00'));
  expect([b, a, again]).toEqual(['2026-11-27', '2026-11-24', '2026-11-27']);
});
