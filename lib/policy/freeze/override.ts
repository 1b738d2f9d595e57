import type { PeopleSelector } from '../../core/approval/types.ts';
import type { Policy, Scope } from '../file/schema.ts';
import { selectorOf } from '../people/members.ts';
import { overlaps } from '../scope/glob-sets.ts';
import { ALL, linksOf } from '../scope/scope.ts';
import type { Freeze } from './schema.ts';

/** An override needs two permissions: of the freeze, and of a rule under `commands`.
 *  @returns the override with the names of those who may have both; undefined if there are none */
export function usableOverride(policy: Policy, { scope, override }: Freeze): Freeze['override'] {
  if (!override) return undefined;
  const commanders = policy.commands
    .filter((rule) => rule.do.includes('override') && mayConcern(policy, rule.scope, scope))
    .map((rule) => selectorOf(policy, rule.allow));
  const allow = override.allow.filter((name) => {
    const people = selectorOf(policy, [name]);
    return commanders.some((other) => mayMeet(people, other));
  });
  return allow.length > 0 ? { ...override, allow } : undefined;
}

/** A command names pipelines and stages only, so a scope with other fields covers none. */
function mayConcern({ scopes }: Policy, commands: string, freeze: string): boolean {
  const scope = commands === ALL ? {} : scopes[commands];
  if (!scope) return false;
  const frozen = linksOf(freeze === ALL ? {} : (scopes[freeze] ?? {}));
  return linksOf(scope).every(
    (link) =>
      coversNames(link) &&
      frozen.every((other) => meet(link.pipelines, other.pipelines) && meet(link.stages, other.stages)),
  );
}

function coversNames({ accounts, regions, tags, exclude }: Scope): boolean {
  return !(accounts || regions || tags || exclude);
}

function meet(some: string[] | undefined, others: string[] | undefined): boolean {
  return !some || !others || some.some((one) => others.some((other) => overlaps(one, other)));
}

/** The members of a Slack group and the holder of an e-mail address are unknown here, so they may be any person. */
function mayMeet(some: PeopleSelector, others: PeopleSelector): boolean {
  if (isEmpty(some) || isEmpty(others)) return false;
  const isOpen = [some, others].some(({ groups, emails }) => groups.length > 0 || emails.length > 0);
  return isOpen || some.users.some((user) => others.users.includes(user));
}

function isEmpty({ users, groups, emails }: PeopleSelector): boolean {
  return users.length + groups.length + emails.length === 0;
}
