import { expect, it } from 'vitest';
import { type GroupMembers, groupWarnings } from '../../../lib/policy/check/unsatisfiable-approvals.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

/** The warnings that a list of group members adds to a check. */

function warningsOf(approval: string, groups: GroupMembers): string[] {
  const parsed = parsePolicy(`version: 1
people: { pair: { slackGroups: [S0PAIR, S0MORE] }, boss: { users: [U0BOSS] } }
routes: [{ scope: all, channel: C0DEPLOYS }]
approvals: [{ id: other, scope: all, require: [{ from: [boss] }] }, { id: prod, scope: all, ${approval} }]
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return groupWarnings(parsed.policy, groups).map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
}

const two = { S0PAIR: ['U0ANN'], S0MORE: ['U0BO'] };
const needs = (count: number) => `require: [{ from: [boss] }, { count: ${count}, from: [pair] }]`;

it.each<[string, string, GroupMembers, string[]]>([
  [
    'a group that the list does not have, and nothing about its size',
    `${needs(9)}, forbid: [author]`,
    { S0PAIR: ['U0ANN'] },
    [
      'people.pair.slackGroups.1: the list of members does not have S0MORE',
      'approvals.1.require.0.count: needs all of boss (1 person); with forbid, what one of them wrote cannot be approved',
    ],
  ],
  ['too few people', needs(3), two, ['approvals.1.require.1.count: needs 3 approvals from pair, which has 2 people']],
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
      'approvals.1.require.0.count: needs all of boss (1 person); with forbid, what one of them wrote or started cannot be approved',
      'approvals.1.require.1.count: needs all of pair (2 people); with forbid, what one of them wrote or started cannot be approved',
    ],
  ],
  ['nothing if one person is to spare', 'require: [{ from: [pair] }], forbid: [starter]', two, []],
])('a check with group members warns of %s', (_, approval, groups, expected) => {
  expect(warningsOf(approval, groups)).toEqual(expected);
});
