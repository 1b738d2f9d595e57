import type { CommandName } from './types.ts';

/** Words that people type in Slack, and the permission that each of them needs. */
const others: Record<string, CommandName> = {
  unfreeze: 'thaw',
  unlock: 'thaw',
  unmute: 'thaw',
  schedule: 'release',
  cancel: 'release',
};

export function permissionNamed(word: string): CommandName | undefined {
  const lower = word.toLowerCase();
  return Object.hasOwn(others, lower) ? others[lower] : undefined;
}

/** For a word that is nearly one of them: its letters alone would lead to the opposite. */
export const otherNames = Object.keys(others);
