import { expect, it } from 'vitest';
import { wallClock } from '../../../lib/policy/calendar/cron.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';
import { rulesOf } from '../../../lib/policy/rules.ts';

const POLICY = `
version: 1
scopes: { shop: { pipelines: [shop] }, bank: { pipelines: [bank] } }
routes: [{ scope: all, channel: C0DEPLOYS }]
freezes:
  - { id: shop, kind: deny, scope: shop, tz: UTC, every: { cron: "1 10 * * *", duration: 1h } }
  - { id: bank, kind: deny, scope: bank, tz: UTC, every: { cron: "2 10 * * *", duration: 1h } }
`;

it('the schedule of a freeze is parsed once, at the first question about it', () => {
  const parsed = parsePolicy(POLICY);
  if (!parsed.ok) throw new Error('The policy is wrong');
  const read: string[] = [];
  const times = {
    wallClock(pattern: string) {
      read.push(pattern);
      return wallClock(pattern);
    },
  };
  const rules = rulesOf(parsed.policy, 'test', times);
  expect(read).toEqual([]);
  const target = { account: '1', region: 'eu-central-1', pipeline: 'bank', stage: 'Deploy' };
  const noon = Date.UTC(2026, 10, 22, 12);
  expect(rules.freeze(target, noon).decision.outcome).toBe('allow');
  expect(rules.freeze(target, noon - 90 * 60_000).decision.outcome).toBe('deny');
  expect(read).toEqual(['2 10 * * *']);
});
