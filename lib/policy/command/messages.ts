import type { CommandName } from '../../core/command/types.ts';
import { duration } from '../../core/text/duration.ts';
import { nearest } from '../../core/text/nearest.ts';
import { and, sets } from '../text/list.ts';
import type { Obstacle } from './scope-of-names.ts';

/** Sentences about who may use a command. `what` is a verb with its object, such as `freeze this`. */

const verbs: Partial<Record<CommandName, string>> = {
  rollback: 'roll back',
  thaw: 'unfreeze',
  'override-condition': 'override stage conditions',
};

export function verbOf(command: CommandName): string {
  return verbs[command] ?? command;
}

export function withObject(command: CommandName, object = 'this'): string {
  return command === 'override-condition' ? `override the conditions of ${object}` : `${verbOf(command)} ${object}`;
}

export function may(people: string[], what: string): string {
  return `People in ${sets(people)} may ${what}.`;
}

export function unknownMembership(people: string[], what: string, unread: string[]): string {
  return onlyThey(people, what, `Signalbox could not look up ${and(unread)}`);
}

export function notOneOf(people: string[], what: string): string {
  return onlyThey(people, what, 'you are not one of them');
}

function onlyThey(people: string[], what: string, but: string): string {
  return `Only people in ${sets(people)} may ${what}, and ${but}. Ask one of them.`;
}

export function noRule(command: CommandName): string {
  return `The policy allows no one to ${verbOf(command)} from Slack: no rule under "commands" has it.`;
}

export function onlyIn(command: CommandName, scopes: string[]): string {
  return `The policy allows no one to ${withObject(command, 'all of this')} from Slack, only in ${and(scopes)}. Use narrower patterns, or the AWS console.`;
}

export function hasFields({ scope, fields }: Obstacle): string {
  return `scope ${scope} has ${and(fields.map((field) => `"${field}"`))}`;
}

export const NEEDS_NAMES = 'needs a scope of pipelines and stages alone, because it names pipelines by patterns';

export function neverIn(command: CommandName, obstacles: Obstacle[]): string {
  return `The policy allows no one to ${withObject(command)} from Slack: ${and(obstacles.map(hasFields))}, and ${command} ${NEEDS_NAMES}. Change the policy, or use the AWS console.`;
}

export function namedOtherwise(word: string, command: CommandName): string {
  return `"${word}" is ${command} here; write ${command}`;
}

export function noSuchFreeze(id: string, known: string[]): string {
  const near = nearest(id, known);
  if (near.length > 0) return `There is no freeze "${id}". Did you mean ${near.join(' or ')}?`;
  return `There is no freeze "${id}"${known.length > 0 ? `; there are ${and(known)}` : ''}.`;
}

export function noOverride(id: string): string {
  return `The policy lets no one override ${id}.`;
}

export function tooLong(id: string, most: number): string {
  return `${id} may be overridden for ${duration(most)} at most.`;
}

export const ONLY_MAIN_FILE =
  'A rule of a team does not lift a freeze from Slack: the main file of the policy names who may. End your own freeze with unfreeze.';
export const NOTHING_TO_OVERRIDE =
  'The policy has no freeze to override. A freeze from Slack is overridden by its id, or ended with unfreeze.';
