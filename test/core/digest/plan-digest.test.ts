import { expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../lib/core/base/units.ts';
import type { DigestFacts, ExecutionReport } from '../../../lib/core/digest/digest.ts';
import { contentOf, planDigest } from '../../../lib/core/digest/plan-digest.ts';
import type { RouteDigest } from '../../../lib/core/model/policy-port.ts';
import { rules } from '../../kit/rules.ts';
import { KEY, POLICY } from './digest-world.ts';
import { reported } from './reports.ts';

/** A Monday, 9:00 in Berlin: the instant of the digest. */
const TURN = Date.UTC(2026, 10, 23, 8);
const port = rules(POLICY);
const [route] = port.digests() as [RouteDigest];

/** The digest that is planned at an instant, of one execution with a waiting approval. */
function digestAt(now: number, since: number) {
  const waiting: ExecutionReport['waiting'] = ['Prod', 'approve', since];
  const report: ExecutionReport = { state: 'STARTED', ends: [], deployed: [], failed: [], flaky: [], waiting };
  const facts: DigestFacts = {
    executions: { 'execution#111122223333#eu-central-1#shop#e1': [since, report] },
    begun: 0,
  };
  return contentOf(facts, route, port, {}, now);
}

it('a week without a finished execution has a digest if an approval waited at its end', () => {
  expect(digestAt(TURN, TURN - 3 * HOUR)?.waiting).toMatchObject({ action: 'approve' });
});

it('a digest that was skipped at its turn is not posted later in the week', () => {
  const since = TURN + 24 * HOUR;
  expect(digestAt(since + 3 * HOUR, since)).toBeUndefined();
});

it('a period begins where the row is complete, if a shorter cron dropped earlier reports', () => {
  const end = TURN - DAY;
  const report: ExecutionReport = { state: 'SUCCEEDED', ends: [end], deployed: [], failed: [], flaky: [] };
  const executions = { 'execution#111122223333#eu-central-1#shop#e1': [end, report] } as DigestFacts['executions'];
  const fromOf = (forgotten?: number) => contentOf({ executions, begun: 0, forgotten }, route, port, {}, TURN)?.from;
  expect(fromOf()).toBe(route.local(TURN - 7 * DAY));
  expect(fromOf(TURN - 2 * DAY - 2 * MINUTE)).toBe(route.local(TURN - 2 * DAY));
});

it('the next digest is planned for its instant, as one that is posted once', () => {
  expect(planDigest(KEY, { begun: TURN }, port, {}, TURN)).toMatchObject([
    {
      key: `digest:${KEY}:${TURN + 7 * DAY}`,
      kind: 'once',
      effect: { channel: 'C0ALL' },
      after: [],
      from: TURN + 7 * DAY,
    },
  ]);
});

it.each([
  [14, 1, Array.from({ length: 15 }, () => 1)],
  [15, 7, [7, 7, 2]],
])('a period that touches one day more than %i has a line for each %i days', (length, days, counts) => {
  const last = Date.UTC(2026, 10, 23) + 12 * HOUR;
  const before = last - length * DAY;
  const monthly: RouteDigest = { ...route, local: (at) => at, turns: () => ({ before, last }) };
  const deployed = Array.from({ length: length + 1 }, (_, day) => {
    const end = last - day * DAY - HOUR * (day === length ? -1 : 1);
    return [`e${day}`, end, { deployed: [['Prod', end, 1]] as ExecutionReport['deployed'] }] as const;
  });
  const { chart } = contentOf({ ...reported(...deployed), begun: 0 }, monthly, port, {}, last) ?? {};
  expect(chart).toEqual({ from: before - 12 * HOUR, days, counts });
});
