import { expect, it } from 'vitest';
import { unheardRules } from '../../../lib/policy/check/unheard-rules.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

function places(routes: string, { from = '[ann]', scope = 'prod', team = '' } = {}): string[] {
  const parsed = parsePolicy(
    `version: 1
scopes: { prod: { pipelines: ["*-prod"], stages: [Deploy] }, dev: { pipelines: ["*-dev"] }, shop: { pipelines: ["shop-*"] }, both: { pipelines: ["*-dev", "*-prod"] }, deploys: { stages: [Deploy] }, builds: { stages: [Build] } }
people: { ann: { users: [U0ANN] }, gate: { machines: [cs] }, mixed: { machines: [cs], users: [U0BO] } }
machines: { cs: { source: acme, accounts: ["111122223333"] } }
routes: [${routes}]
approvals: [{ id: a, scope: ${scope}, require: [${from.split(' and ').map((sets) => `{ from: ${sets} }`)}] }]
freezes: [{ id: f, kind: deny, scope: prod, tz: UTC, every: { cron: "0 22 * * *", duration: 8h }, announce: [start] }]
teams: { web: { file: web.yml, scopes: [dev] } }
`,
    { 'web.yml': team || 'routes: []' },
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return unheardRules(parsed.policy).map(({ path }) => path.join('.'));
}

const topic = 'sns: ["arn:aws:sns:eu-central-1:111122223333:t"]';

it.each([
  ['{ scope: all, channel: C0ONE }', []],
  ['{ scope: shop, channel: C0ONE }', []],
  ['{ scope: all, channel: C0ONE, on: [started] }', []],
  ['{ scope: all, channel: C0ONE, on: [failed, succeeded] }', ['approvals.0.scope']],
  ['{ scope: all, channel: C0ONE, on: [approval] }', []],
  ['{ scope: all, channel: C0ONE, on: [resumed] }', []],
  ['{ scope: dev, channel: C0ONE }, { scope: all, channel: C0ONE }', []],
  ['{ scope: both, channel: C0ONE }', []],
  ['{ scope: deploys, channel: C0ONE }', []],
  ['{ scope: builds, channel: C0ONE }', ['approvals.0.scope', 'freezes.0.announce']],
  ['{ scope: dev, channel: C0ONE }', ['approvals.0.scope', 'freezes.0.announce']],
  ['{ scope: all, channel: C0ONE, on: [], board: true }', ['approvals.0.scope', 'freezes.0.announce']],
  [`{ scope: all, ${topic} }`, ['approvals.0.scope', 'freezes.0.announce']],
])('with the route %s, a check warns of %j', (route, expected) => {
  expect(places(route)).toEqual(expected);
});

it('does not warn of an approval that machines can give alone', () => {
  const warned = (from: string) => places(`{ scope: all, ${topic} }`, { from }).includes('approvals.0.scope');
  expect(['[gate]', '[ann, gate]'].map(warned)).toEqual([false, false]);
  expect(['[mixed]', '[ann]', '[gate] and [ann]'].map(warned)).toEqual([true, true, true]);
});

it('does not warn of a rule for several pipelines if a channel hears one of them', () => {
  expect(places('{ scope: dev, channel: C0ONE }', { scope: 'both' })).toEqual(['freezes.0.announce']);
});

it('warns of a rule of a team if no channel hears the scope of the team', () => {
  const team = `scopes: { mine: { pipelines: ["*"] } }
approvals: [{ id: b, scope: mine, require: [{ from: [ann] }] }]
`;
  expect(places('{ scope: prod, channel: C0ONE }', { team })).toEqual(['approvals.1.scope']);
});
