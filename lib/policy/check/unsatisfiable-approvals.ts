import { ownProperty } from '../../core/base/own-property.ts';
import { machineOf } from '../../core/text/person.ts';
import { candidatesOf, type Shortage, shortagesOf } from '../approval/shortage.ts';
import type { Policy } from '../file/schema.ts';
import type { Directory } from '../people/directory.ts';
import { selectorOf, unique } from '../people/members.ts';
import { ALL } from '../scope/scope.ts';
import type { Contradiction } from './contradictions.ts';
import { groupNotListed, needsAll, needsAllDifferent, tooFewDistinctPeople, tooFewPeople } from './messages.ts';

/** Members of Slack user groups, by the group's id. */
export type GroupMembers = Record<string, string[]>;

/** Checks the best case: a group of unknown size may have enough people, and each e-mail may be another person. */
export function unsatisfiable(policy: Policy, groups: GroupMembers = {}): Contradiction[] {
  return policy.approvals.flatMap((approval, index) =>
    shortagesOf(ruleOf(policy, approval), directoryOf(groups)).map((shortage) => ({
      path: [...pathOf(index), ...(shortage.type === 'few' ? [shortage.nth, 'count'] : [])],
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
  const known = allNeeded(policy).map(({ path }) => String(path));
  const more = allNeeded(policy, groups).filter(({ path }) => !known.includes(String(path)));
  return [...missing, ...unsatisfiable(policy, groups), ...more];
}

/** If a rule cannot spare a person, a change of that person cannot be approved. */
export function allNeeded(policy: Policy, groups: GroupMembers = {}): Contradiction[] {
  const directory = directoryOf(groups);
  return policy.approvals.flatMap((approval, index) => {
    const rule = ruleOf(policy, approval);
    const forbid = forbiddenIn(policy, approval);
    if (forbid.length === 0 || shortagesOf(rule, directory).length > 0) return [];
    const people = rule.require.flatMap(({ from }) => candidatesOf(from, directory).people);
    const short = unique(people)
      .filter((person) => machineOf(person) === undefined)
      .flatMap((person) => shortagesOf(rule, directory, (user) => user !== person));
    const of = (nth: number) => short.find((one) => one.type === 'few' && one.nth === nth);
    const few = rule.require.flatMap(({ count, names }, nth) =>
      of(nth) ? [{ path: [...pathOf(index), nth, 'count'], message: needsAll(names, count, forbid) }] : [],
    );
    const different = short.find(({ type }) => type === 'different');
    if (few.length > 0 || !different) return few;
    return [{ path: pathOf(index), message: needsAllDifferent(different.count, forbid) }];
  });
}

function pathOf(index: number): PropertyKey[] {
  return ['approvals', index, 'require'];
}

/** What one rule forbids counts in all rules of the same approval. */
function forbiddenIn({ approvals }: Policy, { scope, actions }: Policy['approvals'][number]): ('author' | 'starter')[] {
  const together = approvals.filter(
    (other) =>
      (other.scope === ALL || other.scope === scope) &&
      (other.actions === undefined || String(other.actions) === String(actions)),
  );
  return unique(together.flatMap(({ forbid = [] }) => forbid));
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
