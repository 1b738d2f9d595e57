import type { PeopleSelector } from '../../core/approval/types.ts';
import { userOfMachine } from '../../core/text/person.ts';
import type { Directory } from '../people/directory.ts';
import { membersOf, unique, userOf } from '../people/members.ts';
import { assign } from './assign.ts';

export interface Candidates {
  people: string[];
  /** True before all look-ups are done: then there may be any number of people. */
  isPending: boolean;
  /** Look-ups that Slack refused, with its answer. */
  unread: string[];
}

export function candidatesOf(
  { users, groups, emails, machines = [] }: PeopleSelector,
  directory: Directory,
): Candidates {
  const lookUps = [
    ...groups.map((id) => ({ what: membersOf(id), answer: directory.membersOf(id) })),
    ...emails.map((email) => ({ what: userOf(email), answer: directory.holderOf(email) })),
  ];
  const found = lookUps.flatMap(({ answer = [] }) => (typeof answer === 'object' && 'why' in answer ? [] : answer));
  return {
    people: unique([...users, ...found, ...machines.map(userOfMachine)]),
    isPending: lookUps.some(({ answer }) => answer === undefined),
    unread: lookUps.flatMap(({ what, answer }) =>
      typeof answer === 'object' && 'why' in answer ? `${what} (${answer.why})` : [],
    ),
  };
}

/** A rule that cannot be met, even if all its people approve. */
export type Shortage =
  | { type: 'few'; nth: number; count: number; names: string[]; people: number; excluded: number; unread: string[] }
  /** Enough people for each requirement, but not enough different ones. */
  | { type: 'different'; count: number; people: number };

interface Rule {
  require: { count: number; names: string[]; from: PeopleSelector }[];
  distinctPeople: boolean;
}

export function shortagesOf(
  { require, distinctPeople }: Rule,
  directory: Directory,
  mayApprove: (user: string) => boolean = () => true,
): Shortage[] {
  const all = require.map((requirement) => {
    const { people, isPending, unread } = candidatesOf(requirement.from, directory);
    return { ...requirement, people, isPending, unread, able: people.filter(mayApprove) };
  });
  const few = all.flatMap(({ count, names, people, isPending, unread, able }, nth): Shortage[] =>
    isPending || able.length >= count
      ? []
      : [{ type: 'few', nth, count, names, people: people.length, excluded: people.length - able.length, unread }],
  );
  if (few.length > 0 || !distinctPeople) return few;
  const places = all.flatMap(({ count, able, isPending }) => (isPending ? [] : Array<string[]>(count).fill(able)));
  const people = assign(places).filter((person) => person !== undefined).length;
  return people < places.length ? [{ type: 'different', count: places.length, people }] : [];
}
