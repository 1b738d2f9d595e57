import { mentionsOf } from '../../core/approval/mentions.ts';
import type { PeopleSelector } from '../../core/approval/types.ts';
import type { Policy } from '../file/schema.ts';
import type { Directory } from './directory.ts';

export function selectorOf({ people }: Pick<Policy, 'people'>, names: string[]): PeopleSelector {
  const named = names.flatMap((name) => (Object.hasOwn(people, name) ? (people[name] ?? []) : []));
  return {
    users: unique(named.flatMap(({ users = [] }) => users)),
    groups: unique(named.flatMap(({ slackGroups = [] }) => slackGroups)),
    emails: unique(named.flatMap(({ emails = [] }) => emails)),
  };
}

/** @param names sets of `people`, or mentions */
export function mentionsIn({ people }: Pick<Policy, 'people'>, names: string[]): string[] {
  return unique(
    names.flatMap((name) => (Object.hasOwn(people, name) ? mentionsOf([selectorOf({ people }, [name])]) : name)),
  );
}

export function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}

/** Open and failed lookups are phrased as the end of a sentence: `who is in S0RELEASE`. */
export type Membership =
  | { type: 'in' }
  | { type: 'out' }
  | { type: 'waits'; for: string[] }
  | { type: 'untold'; what: string[] };

/** A person may be listed in several ways; one match is enough. */
export function membership(user: string, { users, groups, emails }: PeopleSelector, directory: Directory): Membership {
  const asked = [
    ...groups.map((id) => ({ what: `who is in ${id}`, answer: directory.membersOf(id) })),
    ...emails.map((email) => ({ what: `who ${email} is`, answer: directory.holderOf(email) })),
  ];
  const isNamed = asked.some(({ answer }) => answer === user || (Array.isArray(answer) && answer.includes(user)));
  if (isNamed || users.includes(user)) return { type: 'in' };
  const open = asked.filter(({ answer }) => answer === undefined);
  if (open.length > 0) return { type: 'waits', for: open.map(({ what }) => what) };
  const untold = asked.flatMap(({ what, answer }) =>
    typeof answer === 'object' && 'why' in answer ? `${what} (${answer.why})` : [],
  );
  return untold.length > 0 ? { type: 'untold', what: untold } : { type: 'out' };
}
