import { didYouMean } from '../file/nearest-word.ts';
import type { Policy } from '../file/schema.ts';
import { isSurelyMention } from '../file/schema-fields.ts';
import { definePeople, nameThatSet, unknownName } from './messages.ts';

/** Rules name sets of people. A person or a user group in place of a set is the usual slip. */
export function unknownPeople(name: string, people: Policy['people']): string {
  const field = fieldFor(name);
  if (field === undefined) return unknownName('people', name, didYouMean(name, Object.keys(people)));
  const set = Object.keys(people).find((one) => people[one]?.[field]?.includes(name));
  return set === undefined ? definePeople(name, field) : nameThatSet(name, set);
}

function fieldFor(name: string): 'users' | 'slackGroups' | 'emails' | undefined {
  if (/@.*\./.test(name)) return 'emails';
  if (!/^[UWS]/.test(name) || !isSurelyMention(name)) return undefined;
  return name.startsWith('S') ? 'slackGroups' : 'users';
}
