import { expect, it } from 'vitest';
import { allNeeded, type GroupMembers, groupWarnings } from '../../../lib/policy/check/unsatisfiable-approvals.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

/** The warnings that a list of group members adds to a check. */

function warningsOf(approval: string, groups: GroupMembers): string[] {
  const parsed = parsePolicy(`version: 1
people: { pair: { slackGroups: [S0PAIR, S0MORE] }, boss: { users: [U0BOSS] }, gate: { machines: [m], users: [U0BOSS] }, many: { emails: [a@b.c, d@b.c] }, bots: { machines: [m] } }
machines: { m: { source: acme, accounts: ["111122223333"] } }
routes: [{ scope: all, channel: C0DEPLOYS }]
approvals: [{ id: other, scope: all, require: [{ from: [many] }] }, { id: prod, scope: all, ${approval} }]
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return [...allNeeded(parsed.policy), ...groupWarnings(parsed.policy, groups)].map(
    ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
  );
}

const two = { S0PAIR: ['U0ANN'], S0MORE: ['U0BO'] };
const needs = (count: number) => `require: [{ from: [boss] }, { count: ${count}, from: [pair] }]`;

it.each<[string, string, GroupMembers, string[]]>([
  [
    'a group that the list does not have, and nothing about its size',
    `${needs(9)}, forbid: [author]`,
    { S0PAIR: ['U0ANN'] },
    [
      'approvals.1.require.0.count: needs all of "boss" (1 person); with forbid, what one of them wrote cannot be approved; add people',
      'people.pair.slackGroups.1: the list of members does not have S0MORE',
    ],
  ],
  ['too few people', needs(3), two, ['approvals.1.require.1.count: needs 3 approvals from "pair", which has 2 people']],
  [
    'too few different people',
    'require: [{ from: [pair] }, { count: 2, from: [pair] }]',
    two,
    ['approvals.1.require: needs 3 different people, but only 2 can approve; see distinctPeople'],
  ],
  ['nothing if everyone must approve and nothing is forbidden', needs(2), two, []],
  [
    'changes that cannot be approved if everyone must approve',
    `${needs(2)}, forbid: [author, starter]`,
    two,
    [
      'approvals.1.require.0.count: needs all of "boss" (1 person); with forbid, what one of them wrote or started cannot be approved; add people',
      'approvals.1.require.1.count: needs all of "pair" (2 people); with forbid, what one of them wrote or started cannot be approved; add people',
    ],
  ],
  [
    'a change of the one person who can approve',
    'require: [{ from: [boss] }], forbid: [author]',
    two,
    [
      'approvals.1.require.0.count: needs all of "boss" (1 person); with forbid, what one of them wrote cannot be approved; add people',
    ],
  ],
  [
    'one person beside a machine, where both must approve',
    'require: [{ count: 2, from: [gate] }], forbid: [author]',
    two,
    [
      'approvals.1.require.0.count: needs all of "gate" (2 people); with forbid, what one of them wrote cannot be approved; add people',
    ],
  ],
  ['nothing if only a machine can approve', 'require: [{ from: [bots] }], forbid: [author]', two, []],
  [
    'too few people alone, although each of them is needed too',
    `${needs(3)}, forbid: [author]`,
    two,
    [
      'approvals.1.require.0.count: needs all of "boss" (1 person); with forbid, what one of them wrote cannot be approved; add people',
      'approvals.1.require.1.count: needs 3 approvals from "pair", which has 2 people',
    ],
  ],
  [
    'the requirement that needs all its people, before different people',
    'require: [{ from: [boss] }, { from: [many] }, { from: [many] }], forbid: [author]',
    two,
    [
      'approvals.1.require.0.count: needs all of "boss" (1 person); with forbid, what one of them wrote cannot be approved; add people',
    ],
  ],
  ['nothing if a machine can approve', 'require: [{ from: [gate] }], forbid: [author]', two, []],
  [
    'two requirements that have the same two people',
    'require: [{ from: [many] }, { from: [many] }], forbid: [starter]',
    two,
    [
      'approvals.1.require: needs 2 different people, and no more can approve; with forbid, what one of them started cannot be approved; add people',
    ],
  ],
  ['nothing if one person is to spare', 'require: [{ from: [pair] }], forbid: [starter]', two, []],
])('a check with group members warns of %s', (_, approval, groups, expected) => {
  expect(warningsOf(approval, groups)).toEqual(expected);
});

it('warns of the one person of a rule if another rule for the same approvals forbids the author', () => {
  const rules = (forbidding: string, actions: string) => `version: 1
people: { boss: { users: [U0BOSS] }, all: { users: [U0A, U0B] } }
scopes: { prod: { pipelines: ["*-prod"] }, dev: { pipelines: ["*-dev"] } }
routes: [{ scope: all, channel: C0DEPLOYS }]
approvals: [{ id: prod, scope: prod, require: [{ from: [boss] }]${actions} }, { id: f, ${forbidding}, require: [{ from: [all] }], forbid: [author] }]
`;
  const found = (forbidding: string, actions = '') => {
    const parsed = parsePolicy(rules(forbidding, actions));
    return parsed.ok ? allNeeded(parsed.policy).map(({ path }) => path.join('.')) : [];
  };
  expect(found('scope: all')).toEqual(['approvals.0.require.0.count']);
  expect(found('scope: prod')).toEqual(['approvals.0.require.0.count']);
  expect(found('scope: dev')).toEqual([]);
  expect(found('scope: all, actions: [other]')).toEqual([]);
  expect(found('scope: all', ', actions: [sign]')).toEqual(['approvals.0.require.0.count']);
  expect(found('scope: all, actions: [sign]', ', actions: [sign]')).toEqual(['approvals.0.require.0.count']);
  expect(found('scope: all, actions: [other]', ', actions: [sign]')).toEqual([]);
});
