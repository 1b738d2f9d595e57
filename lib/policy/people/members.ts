import { mentionsOf } from '../../core/approval/mentions.ts';
import type { PeopleSelector } from '../../core/approval/types.ts';
import { machineOf } from '../../core/text/person.ts';
import type { Policy } from '../file/schema.ts';
import type { Directory } from './directory.ts';

export function selectorOf({ people }: Pick<Policy, 'people'>, names: string[]): PeopleSelector {
  const named = names.flatMap((name) => (Object.hasOwn(people, name) ? (people[name] ?? []) : []));
  const machines = unique(named.flatMap(({ machines = [] }) => machines));
  return {
    users: unique(named.flatMap(({ users = [] }) => users)),
    groups: unique(named.flatMap(({ slackGroups = [] }) => slackGroups)),
    emails: unique(named.flatMap(({ emails = [] }) => emails)),
    ...(machines.length > 0 ? { machines } : {}),
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

/** Look-ups are phrased as the end of a sentence: `the members of S0RELEASE`. */
export type Membership =
  | { type: 'in' }
  | { type: 'out' }
  | { type: 'waits'; for: string[] }
  | { type: 'unreadable'; lookUps: string[] };

/** A person may be listed in several ways; one match is enough. */
export function membership(user: string, selector: PeopleSelector, directory: Directory): Membership {
  const { users, groups, emails, machines = [] } = selector;
  const machine = machineOf(user);
  if (machine !== undefined) return { type: machines.includes(machine) ? 'in' : 'out' };
  const lookUps = [
    ...groups.map((id) => ({ what: membersOf(id), answer: directory.membersOf(id) })),
    ...emails.map((email) => ({ what: userOf(email), answer: directory.holderOf(email) })),
  ];
  const isNamed = lookUps.some(({ answer }) => answer === user || (Array.isArray(answer) && answer.includes(user)));
  if (isNamed || users.includes(user)) return { type: 'in' };
  const open = lookUps.filter(({ answer }) => answer === undefined);
  if (open.length > 0) return { type: 'waits', for: open.map(({ what }) => what) };
  const unreadable = lookUps.flatMap(({ what, answer }) =>
    typeof answer === 'object' && 'why' in answer ? `${what} (${answer.why})` : [],
  );
  return unreadable.length > 0 ? { type: 'unreadable', lookUps: unreadable } : { type: 'out' };
}

export function membersOf(group: string): string {
  return `the members of ${group}`;
}

export function userOf(email: string): string {
  return `the Slack user of ${email}`;
}
