import type { PeopleSelector } from '../../core/approval/types.ts';
import { unique } from '../people/members.ts';
import { and, number, or } from '../text/list.ts';
import { assign } from './assign.ts';
import type { ApprovalRule, Requirement } from './rule.ts';

/** A requirement, and who fills it so far. */
export interface Need {
  count: number;
  have: number;
  names: string[];
  from: PeopleSelector;
  users: string[];
}

/** @param fits the Slack users whose approval counts, with what for; in the order they voted */
export function needsOf(
  { require, distinctPeople }: ApprovalRule,
  fits: { user: string; for: Requirement[] }[],
): Need[] {
  const candidates = require.map((one) => unique(fits.flatMap((vote) => (vote.for.includes(one) ? vote.user : []))));
  // No more places than there are people for them: that many more would stay empty.
  const places = candidates.flatMap((users, nth) => users.slice(0, require[nth]?.count).map(() => ({ nth, users })));
  const taken = assign(places.map(({ users }) => users));
  return require.map(({ count, names, from }, nth) => {
    const all = candidates[nth] ?? [];
    const isHere = (user: string) => places.some((place, index) => place.nth === nth && taken[index] === user);
    const users = distinctPeople ? all.filter(isHere) : all;
    return { count, have: Math.min(count, users.length), names, from, users };
  });
}

/** Several rules that ask the same people are read as one that asks the most: who approves, approves for all of them. */
export function together(needs: Need[][]): Need[] {
  const merged = new Map<string, Need>();
  for (const rule of needs) {
    const times = new Map<string, number>();
    for (const need of rule) {
      const who = JSON.stringify(need.names.toSorted());
      const nth = times.get(who) ?? 0;
      times.set(who, nth + 1);
      const key = `${who} ${nth}`;
      const same = merged.get(key);
      merged.set(key, same ? stricter(same, need) : need);
    }
  }
  return [...merged.values()];
}

function stricter(a: Need, b: Need): Need {
  const count = Math.max(a.count, b.count);
  const missing = Math.max(a.count - a.have, b.count - b.have);
  return { ...a, count, have: count - missing, users: unique([...a.users, ...b.users]) };
}

export function isGiven({ count, have }: Need): boolean {
  return have >= count;
}

/** `1 of 2 approvals: one more of release is needed.` */
export function stillNeeded(needs: Need[]): string {
  const missing = needs.filter((need) => !isGiven(need));
  const what = missing.map(
    ({ count, have, names }) => `${number(count - have)}${have > 0 ? ' more' : ''} of ${or(names)}`,
  );
  const are = sum(missing.map(({ count, have }) => count - have)) === 1 ? 'is' : 'are';
  return `${score(needs)} approval${sum(needs.map(({ count }) => count)) === 1 ? '' : 's'}: ${and(what)} ${are} needed.`;
}

/** `2 of 2 approved: release (Ann and Bo).` */
export function allGiven(needs: Need[], nameOf: (user: string) => string): string {
  const who = needs.map(({ names, users }) => `${or(names)} (${and(users.map(nameOf))})`);
  return `${score(needs)} approved: ${and(who)}.`;
}

function score(needs: Need[]): string {
  return `${sum(needs.map(({ have }) => have))} of ${sum(needs.map(({ count }) => count))}`;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
