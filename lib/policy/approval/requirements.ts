import type { PeopleSelector } from '../../core/approval/types.ts';
import { unique } from '../people/members.ts';
import { assign } from './assign.ts';
import type { ApprovalRule, Requirement } from './rule.ts';

export interface Need {
  count: number;
  have: number;
  names: string[];
  from: PeopleSelector;
  users: string[];
}

/** @param fits users with approvals that count, with the requirements they meet, in the order of their votes */
export function needsOf(
  { require, distinctPeople }: ApprovalRule,
  fits: { user: string; for: Requirement[] }[],
): Need[] {
  const candidates = require.map((one) => unique(fits.flatMap((vote) => (vote.for.includes(one) ? vote.user : []))));
  // No more places than candidates: further places would stay empty.
  const places = candidates.flatMap((users, nth) => users.slice(0, require[nth]?.count).map(() => ({ nth, users })));
  const taken = assign(places.map(({ users }) => users));
  return require.map(({ count, names, from }, nth) => {
    const all = candidates[nth] ?? [];
    const isHere = (user: string) => places.some((place, index) => place.nth === nth && taken[index] === user);
    const users = distinctPeople ? all.filter(isHere) : all;
    return { count, have: Math.min(count, users.length), names, from, users };
  });
}

/** Rules that require the same people are merged into the strictest: one approval counts for all of them. */
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
