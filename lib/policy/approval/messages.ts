import type { NewerApproved, Vote } from '../../core/approval/types.ts';
import { duration } from '../../core/text/duration.ts';
import { machineInWords, machineOf } from '../../core/text/person.ts';
import { and, number, sets } from '../text/list.ts';
import type { Part } from './forbid.ts';
import type { Shortage } from './shortage.ts';

/** All sentences about approvals that the policy makes. Times are elapsed times, so they need no zone. */

export const parts: Record<Part, string> = {
  author: 'an author of the change',
  starter: 'the person who started it',
};

export const UNCOVERED =
  'No approval rule in the policy covers this approval. Decide in the AWS console, or add a rule.';

export const UNCOVERED_SHORT = 'no approval rule covers this approval';

export const TAGS_UNKNOWN =
  "The approvals are complete, but Signalbox has not read the pipeline's tags, and a rule depends on them. If this does not change, decide in the AWS console.";

export interface NeedText {
  count: number;
  have: number;
  names: string[];
}

/** `1 of 2 approvals: one more from "release" is needed.` */
export function stillNeeded(needs: NeedText[]): string {
  const missing = needs.filter(({ count, have }) => have < count);
  const what = missing.map(
    ({ count, have, names }) => `${number(count - have)}${have > 0 ? ' more' : ''} from ${sets(names)}`,
  );
  const are = sum(missing.map(({ count, have }) => count - have)) === 1 ? 'is' : 'are';
  return `${score(needs)} approval${sum(needs.map(({ count }) => count)) === 1 ? '' : 's'}: ${and(what)} ${are} needed.`;
}

/** `2 of 2 approved: Ann and Bo ("release").` */
export function allGiven(needs: (NeedText & { users: string[] })[], nameOf: (user: string) => string): string {
  const who = needs.map(({ names, users }) => `${and(users.map(nameOf))} (${sets(names)})`);
  return `${score(needs)} approved: ${and(who)}.`;
}

function score(needs: NeedText[]): string {
  return `${sum(needs.map(({ have }) => have))} of ${sum(needs.map(({ count }) => count))}`;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

export function cannotBeMet(id: string, shortage: Shortage): string {
  const instead = 'Change the rule or its people, or decide in the AWS console.';
  if (shortage.type === 'different') {
    const { count, people } = shortage;
    return `Rule ${id} needs approvals from ${count} different people, but at most ${people} can give one. ${instead}`;
  }
  const { count, names, people, excluded, unread } = shortage;
  const group = sets(names);
  const has = `${group} has ${persons(people)}`;
  const less = excluded === 0 ? '' : ` and ${excluded} may not approve this`;
  const known = unread.length > 0 ? `${unreadPeople(unread)} Without them, ` : '';
  return `${known}${known === '' ? 'Rule' : 'rule'} ${id} needs ${count} approval${count === 1 ? '' : 's'} from ${group}, but ${has}${less}. ${instead}`;
}

export function persons(count: number): string {
  return count === 1 ? '1 person' : `${count || 'no'} people`;
}

/** @param lookUps with Slack's answer: `the members of S0RELEASE (missing_scope)` */
export function unreadPeople(lookUps: string[]): string {
  return `Slack did not return ${and(lookUps)}.`;
}

export function rejectedBy(names: string[]): string {
  return `Rejected by ${and(names)}.`;
}

export function rejectedAsOlder(id: string, { executionId, by }: NewerApproved): string {
  const who = by.length > 0 ? ` by ${and(by)}` : '';
  return `The newer execution ${executionId.slice(0, 8)} was approved${who}, and rule ${id} rejects older ones.`;
}

export function rejectionPending(names: string[], lookUps: string[]): string {
  return `${and(names)} rejected it. ${lookingUp(lookUps)}`;
}

/** @param lookUps ends of a sentence, such as `the members of S0RELEASE` */
export function lookingUp(lookUps: string[]): string {
  return `Signalbox is looking up ${and(lookUps)}.`;
}

export function nameOf({ name, user }: Vote): string {
  const machine = machineOf(user);
  return machine === undefined ? name || user : machineInWords(machine);
}

export type VoteRefusal =
  /** `people`: the names of those sets that have people. */
  | { type: 'notListed'; names: string[]; people: string[]; machines: string[] }
  | { type: 'unreadable'; names: string[]; lookUps: string[] }
  | { type: 'forbidden'; part: Part; names: string[] }
  | { type: 'unknown'; because: string }
  | { type: 'short'; has: number; needs: number }
  | { type: 'old'; validFor: number };

/** For the voter: how to proceed. */
export function refusalMessage(refusal: VoteRefusal): string {
  switch (refusal.type) {
    case 'notListed':
      return refusal.people.length > 0
        ? `You are not in ${sets(refusal.people)}. Ask one of them to decide.`
        : onlyMachines(refusal.machines);
    case 'unreadable':
      return `Slack did not return ${and(refusal.lookUps)}, so Signalbox cannot tell if you are in ${sets(refusal.names)}. Ask another person, or decide in the AWS console.`;
    case 'forbidden':
      return `${yours[refusal.part]} Ask another person in ${sets(refusal.names)}. You may still reject it.`;
    case 'unknown':
      return refusal.because;
    case 'short':
      return `A comment of at least ${characters(refusal.needs)} is required; yours has ${refusal.has}. Vote again with a longer comment.`;
    case 'old':
      return `A vote counts for ${duration(refusal.validFor)}, and yours is older. Vote again.`;
    default:
      return refusal satisfies never;
  }
}

function onlyMachines(machines: string[]): string {
  return `Only the machine${machines.length === 1 ? '' : 's'} ${and(machines)} can approve this.`;
}

const yours: Record<Part, string> = {
  author: 'You are an author of this change, and an author may not approve it.',
  starter: 'You started this execution, and the person who started it may not approve it.',
};

/** For everyone: the end of a sentence. */
export function shortReason(refusal: VoteRefusal): string {
  switch (refusal.type) {
    case 'notListed':
      return `not in ${sets(refusal.names)}`;
    case 'unreadable':
      return `Slack did not return ${and(refusal.lookUps)}`;
    case 'forbidden':
      return refusal.part === 'author' ? 'an author of the change' : 'started the execution';
    case 'unknown':
      return refusal.because.replace(/\.$/, '');
    case 'short':
      return `the comment has ${refusal.has} of ${characters(refusal.needs)}`;
    case 'old':
      return `older than ${duration(refusal.validFor)}`;
    default:
      return refusal satisfies never;
  }
}

export function notYet(lookUps: string[]): string {
  return `not yet: ${lookingUp(lookUps).replace(/\.$/, '')}`;
}

function characters(count: number): string {
  return `${count} character${count === 1 ? '' : 's'}`;
}

export function voteCounts(vote: Vote, names: string[]): string {
  return vote.decision === 'reject' ? `${nameOf(vote)} rejected it.` : `${nameOf(vote)} (${sets(names)}) approved it.`;
}

export function voteWaits(vote: Vote, lookUps: string[]): string {
  return `The vote of ${nameOf(vote)} does not count yet: ${lookingUp(lookUps)}`;
}

export function voteRefused(vote: Vote, refusal: VoteRefusal): string {
  return `The vote of ${nameOf(vote)} does not count: ${shortReason(refusal)}.`;
}

export interface UnknownPerson {
  part: Part;
  name: string | undefined;
  /** Slack's answer, if Slack was asked. */
  why?: string;
}

/** A forbidden person whom Signalbox cannot identify may be any voter, so no approval counts. */
export function unknownPeople(people: UnknownPerson[]): string {
  const nameless = people.find(({ name }) => name === undefined);
  if (nameless) {
    const who = nameless.part === 'author' ? 'who wrote the change' : 'who started the execution';
    return `Signalbox does not know ${who}, so it cannot rule out self-approval. Decide in the AWS console.`;
  }
  const named = (part: Part) => [...new Set(people.flatMap((one) => (one.part === part && one.name ? one.name : [])))];
  const [authors, starters] = [named('author'), named('starter')];
  const who = [
    ...(authors.length > 0 ? [`author${authors.length > 1 ? 's' : ''} ${and(authors)}`] : []),
    ...(starters.length > 0 ? [`starter ${and(starters)}`] : []),
  ].join(' and ');
  const whys = [...new Set(people.flatMap(({ why }) => why ?? []))];
  const answer = whys.length > 0 ? ` (${whys.join(', ')})` : '';
  const all = authors.length + starters.length > 1 ? 'them' : [...authors, ...starters].join('');
  return `No Slack user found for ${who}${answer}, so Signalbox cannot rule out self-approval. Add ${all} to identities in the policy, or decide in the AWS console.`;
}
