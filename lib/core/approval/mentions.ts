import type { PeopleSelector } from './types.ts';

export function mentionsOf(to: PeopleSelector[]): string[] {
  return [...new Set(to.flatMap(({ users, groups, emails }) => [...groups, ...users, ...emails]))];
}
