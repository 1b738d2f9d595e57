import type { PeopleSelector } from '../../core/approval/types.ts';
import type { Policy } from '../file/schema.ts';
import type { Directory } from './directory.ts';

/** The people of these names. */
export function selectorOf({ people }: Pick<Policy, 'people'>, names: string[]): PeopleSelector {
  const named = names.flatMap((name) => (Object.hasOwn(people, name) ? (people[name] ?? []) : []));
  return {
    users: unique(named.flatMap(({ users = [] }) => users)),
    groups: unique(named.flatMap(({ slackGroups = [] }) => slackGroups)),
    emails: unique(named.flatMap(({ emails = [] }) => emails)),
  };
}

export function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}

/** Whether somebody is one of these people. What has to be found out for that, or cannot be, is told as the rest of a
 *  sentence: `who is in S0RELEASE`. */
export type Membership =
  | { type: 'in' }
  | { type: 'out' }
  | { type: 'waits'; for: string[] }
  | { type: 'untold'; what: string[] };

/** Everybody is named in any number of ways, and one that is known is enough. */
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
