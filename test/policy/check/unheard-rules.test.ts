import { expect, it } from 'vitest';
import { unheardRules } from '../../../lib/policy/check/unheard-rules.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

function places(routes: string, from = 'ann'): string[] {
  const parsed = parsePolicy(`version: 1
scopes: { prod: { pipelines: ["*-prod"], stages: [Deploy] }, dev: { pipelines: ["*-dev"] }, shop: { pipelines: ["shop-*"] } }
people: { ann: { users: [U0ANN] }, gate: { machines: [cs] } }
machines: { cs: { source: acme, accounts: ["111122223333"] } }
routes: [${routes}]
approvals: [{ id: a, scope: prod, require: [{ from: [${from}] }] }]
freezes: [{ id: f, kind: deny, scope: prod, tz: UTC, every: { cron: "0 22 * * *", duration: 8h }, announce: [start] }]
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return unheardRules(parsed.policy).map(({ path }) => path.join('.'));
}

const topic = 'sns: ["arn:aws:sns:eu-central-1:111122223333:t"]';

it.each([
  ['{ scope: all, channel: C0ONE }', []],
  ['{ scope: shop, channel: C0ONE }', []],
  ['{ scope: all, channel: C0ONE, on: [started] }', []],
  ['{ scope: all, channel: C0ONE, on: [failed, succeeded] }', ['approvals.0.scope']],
  ['{ scope: dev, channel: C0ONE }', ['approvals.0.scope', 'freezes.0.announce']],
  ['{ scope: all, channel: C0ONE, on: [], board: true }', ['approvals.0.scope', 'freezes.0.announce']],
  [`{ scope: all, ${topic} }`, ['approvals.0.scope', 'freezes.0.announce']],
])('with the route %s, a check warns of %j', (route, expected) => {
  expect(places(route)).toEqual(expected);
});

it('does not warn of an approval on which only a machine votes', () => {
  expect(places(`{ scope: all, ${topic} }`, 'gate')).toEqual(['freezes.0.announce']);
});
