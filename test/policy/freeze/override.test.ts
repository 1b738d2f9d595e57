import { expect, it } from 'vitest';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';
import { usableOverride } from '../../../lib/policy/freeze/override.ts';

/** Who may override a freeze: the people of the freeze who may also be people of a command rule. */

function usable(override: string, scope: string, ...commands: [allow: string, scope: string, act?: string][]) {
  const rules = commands.map(
    ([allow, about, act = 'override']) => `  - { allow: [${allow}], do: [${act}], scope: ${about} }`,
  );
  const parsed = parsePolicy(`
version: 1
people:
  ann: { users: [U0ANN] }
  bo: { users: [U0BO] }
  both: { users: [U0BO, U0ANN] }
  group: { slackGroups: [S0A] }
  mail: { emails: [ann@example.com] }
scopes:
  shop: { pipelines: ["shop-*"] }
  shop-api: { pipelines: [shop-api, other] }
  web: { pipelines: ["web-*"] }
  prod: { stages: [Prod] }
  test: { stages: [Test] }
  here: { regions: [eu-central-1] }
  mine: { accounts: ["111122223333"] }
  tagged: { tags: { env: prod } }
  except: { pipelines: ["*"], exclude: { pipelines: [x] } }
routes: [{ scope: all, channel: C0ALL }]
commands:${rules.length > 0 ? `\n${rules.join('\n')}` : ' []'}
freezes:
  - { id: f, kind: deny, scope: ${scope}, tz: UTC, once: { from: "2026-11-22T00:00", until: "2026-11-23T00:00" }${override && `, override: { allow: [${override}] }`} }
`);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('\n'));
  const [freeze] = parsed.policy.freezes;
  return freeze && usableOverride(parsed.policy, freeze)?.allow;
}

it.each<[string, override: string, scope: string, commands: [string, string, string?][], allow: string[] | undefined]>([
  ['is nobody without an override', '', 'all', [['ann', 'all']], undefined],
  ['is nobody without a command rule', 'ann', 'all', [], undefined],
  ['is nobody if the command rule is for something else', 'ann', 'all', [['ann', 'all', 'freeze']], undefined],
  ['is a person of both', 'ann, bo', 'all', [['ann', 'all']], ['ann']],
  ['is a set that shares one person', 'both', 'all', [['ann', 'all']], ['both']],
  ['is nobody if the people differ', 'ann', 'all', [['bo', 'all']], undefined],
  ['may be anybody in a group of the freeze', 'group, bo', 'all', [['ann', 'all']], ['group']],
  ['may be anybody if the command rule has a group', 'ann, bo', 'all', [['group', 'all']], ['ann', 'bo']],
  ['may be anybody with an address', 'mail', 'all', [['bo', 'all']], ['mail']],
  [
    'is of any of several command rules',
    'ann, bo',
    'all',
    [
      ['ann', 'all'],
      ['bo', 'all'],
    ],
    ['ann', 'bo'],
  ],
  ['is of a command rule for a part of the freeze', 'ann', 'all', [['ann', 'shop']], ['ann']],
  ['is of a command rule for more than the freeze', 'ann', 'shop', [['ann', 'all']], ['ann']],
  ['is of a command rule whose pipelines meet those of the freeze', 'ann', 'shop', [['ann', 'shop-api']], ['ann']],
  ['is of a command rule for one of the frozen pipelines', 'ann', 'shop-api', [['ann', 'shop']], ['ann']],
  ['is nobody if the pipelines differ', 'ann', 'shop', [['ann', 'web']], undefined],
  ['is of a command rule for stages of frozen pipelines', 'ann', 'shop', [['ann', 'prod']], ['ann']],
  ['is of a command rule for the same stages', 'ann', 'prod', [['ann', 'prod']], ['ann']],
  ['is nobody if the stages differ', 'ann', 'prod', [['ann', 'test']], undefined],
  ['is nobody if the command rule is for Regions', 'ann', 'all', [['ann', 'here']], undefined],
  ['is nobody if the command rule is for accounts', 'ann', 'all', [['ann', 'mine']], undefined],
  ['is nobody if the command rule is for tags', 'ann', 'all', [['ann', 'tagged']], undefined],
  ['is nobody if the command rule has an exception', 'ann', 'all', [['ann', 'except']], undefined],
])('%s', (_, override, scope, commands, allow) => {
  expect(usable(override, scope, ...commands)).toEqual(allow);
});
