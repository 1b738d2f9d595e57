import { ownProperty } from '../../core/base/own-property.ts';
import { candidatesOf, type Shortage, shortagesOf } from '../approval/shortage.ts';
import type { Policy } from '../file/schema.ts';
import type { Directory } from '../people/directory.ts';
import { selectorOf } from '../people/members.ts';
import type { Contradiction } from './contradictions.ts';
import { groupNotListed, needsAll, tooFewDistinctPeople, tooFewPeople } from './messages.ts';

/** Members of Slack user groups, by the group's id. */
export type GroupMembers = Record<string, string[]>;

/** Checks the best case: a group of unknown size may have enough people, and each e-mail may be another person. */
export function unsatisfiable(policy: Policy, groups: GroupMembers = {}): Contradiction[] {
  return policy.approvals.flatMap((approval, index) =>
    shortagesOf(ruleOf(policy, approval), directoryOf(groups)).map((shortage) => ({
      path: ['approvals', index, 'require', ...(shortage.type === 'few' ? [shortage.nth, 'count'] : [])],
      message: inWords(shortage),
    })),
  );
}

/** Problems that only the members of the groups show. */
export function groupWarnings(policy: Policy, groups: GroupMembers): Contradiction[] {
  const missing = Object.entries(policy.people).flatMap(([name, { slackGroups = [] }]) =>
    slackGroups.flatMap((id, index) =>
      Object.hasOwn(groups, id) ? [] : [{ path: ['people', name, 'slackGroups', index], message: groupNotListed(id) }],
    ),
  );
  return [...missing, ...unsatisfiable(policy, groups), ...allNeeded(policy, groups)];
}

/** If a rule needs everyone, a change of one of them cannot be approved. */
function allNeeded(policy: Policy, groups: GroupMembers): Contradiction[] {
  return policy.approvals.flatMap((approval, index) => {
    const { forbid, require } = ruleOf(policy, approval);
    if (!forbid) return [];
    return require.flatMap(({ count, names, from }, nth) => {
      const { people, isPending } = candidatesOf(from, directoryOf(groups));
      if (isPending || people.length !== count || from.machines) return [];
      const message = needsAll(names, count, forbid);
      return [{ path: ['approvals', index, 'require', nth, 'count'], message }];
    });
  });
}

function ruleOf(policy: Policy, { require, ...rule }: Policy['approvals'][number]) {
  return {
    ...rule,
    require: require.map(({ count, from }) => ({ count, names: from, from: selectorOf(policy, from) })),
  };
}

function directoryOf(groups: GroupMembers): Directory {
  return { membersOf: (group) => ownProperty(groups, group), holderOf: (email) => email };
}

function inWords(shortage: Shortage): string {
  return shortage.type === 'different'
    ? tooFewDistinctPeople(shortage.count, shortage.people)
    : tooFewPeople(shortage.count, shortage.names, shortage.people);
}
