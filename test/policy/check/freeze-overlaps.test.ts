import { expect, it } from 'vitest';
import { warnings } from '../../../lib/policy/check/warnings.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

/** A freeze of one scope whose windows all lie in those of a freeze of another scope. */
function isRedundant(outer: string, inner: string): boolean {
  const parsed = parsePolicy(`version: 1
scopes: { outer: ${outer}, inner: ${inner} }
routes: [{ scope: all, channel: C0DEPLOYS }]
freezes:
  - { id: weekend, kind: deny, scope: outer, tz: UTC, every: { cron: "0 16 * * FRI", until: "0 8 * * MON" } }
  - { id: sunday, kind: deny, scope: inner, tz: UTC, every: { cron: "0 6 * * SUN", duration: 4h } }
`);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const found = warnings(parsed.policy, Date.UTC(2026, 10, 22)).map(({ message }) => message);
  return found.some((message) => message.startsWith('it adds nothing'));
}

it.each([
  ['{ pipelines: ["shop-*", api] }', '{ pipelines: [shop-web, api] }'],
  ['{ pipelines: ["shop-*"] }', '{ pipelines: [shop-web], stages: [Prod] }'],
  ['{ accounts: ["1111*"], regions: [eu-central-1] }', '{ accounts: ["111122223333"], regions: [eu-central-1] }'],
  ['{ tags: { env: prod } }', '{ tags: { env: prod }, stages: [Prod] }'],
  ['{ tags: { a: x, b: y } }', '{ tags: { b: y, a: x } }'],
  ['{ pipelines: [shop] }', '{ pipelines: [shop], exclude: { stages: [Build] } }'],
])('a freeze of %s makes one of %s redundant', (outer, inner) => {
  expect(isRedundant(outer, inner)).toBe(true);
});

it.each([
  ['{ pipelines: ["shop-*"] }', '{ pipelines: [shop-web, api] }'],
  ['{ pipelines: ["shop-*"] }', '{ stages: [Prod] }'],
  ['{ stages: [Prod] }', '{ pipelines: [shop] }'],
  ['{ tags: { env: prod } }', '{ pipelines: [shop] }'],
  ['{ tags: { env: prod } }', '{ tags: { env: test } }'],
  ['{ accounts: ["111122223333"] }', '{ accounts: ["1111*"] }'],
  ['{ pipelines: ["shop-*"], exclude: { pipelines: [shop-web] } }', '{ pipelines: [shop-web, shop-api] }'],
])('a freeze of %s leaves one of %s its effect', (outer, inner) => {
  expect(isRedundant(outer, inner)).toBe(false);
});
