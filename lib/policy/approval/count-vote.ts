import type { Vote } from '../../core/approval/types.ts';
import type { Decision } from '../../core/base/decision.ts';
import type { Directory } from '../people/directory.ts';
import { membership, unique } from '../people/members.ts';
import { and, or } from '../text/list.ts';
import type { Forbidden } from './forbid.ts';
import { inShort, type VoteRefusal } from './refusal-messages.ts';
import type { Requirement } from './rule.ts';

/** What every vote is held against. */
export interface Conditions {
  directory: Directory;
  now: number;
  forbidden: Forbidden;
  /** Characters. */
  comment: number;
  /** Milliseconds. */
  validFor: number;
}

export type VoteDecision =
  | { type: 'counts'; for: Requirement[] }
  | { type: 'refused'; why: VoteRefusal }
  /** Neither, until it is looked up who somebody is. */
  | { type: 'waits'; for: string[] };

/** Whether a vote counts for any of these requirements. To reject is open to everybody who is named, the author as well. */
export function countVote(vote: Vote, requirements: Requirement[], conditions: Conditions): VoteDecision {
  const { directory, now, forbidden, comment, validFor } = conditions;
  const names = unique(requirements.flatMap((requirement) => requirement.names));
  const memberships = requirements.map((requirement) => ({
    requirement,
    ...membership(vote.user, requirement.from, directory),
  }));
  const fits = memberships.filter(({ type }) => type === 'in').map(({ requirement }) => requirement);
  if (fits.length === 0) {
    const open = unique(memberships.flatMap((one) => (one.type === 'waits' ? one.for : [])));
    if (open.length > 0) return { type: 'waits', for: open };
    const what = unique(memberships.flatMap((one) => (one.type === 'untold' ? one.what : [])));
    return { type: 'refused', why: what.length > 0 ? { type: 'untold', names, what } : { type: 'stranger', names } };
  }

  const approves = vote.decision === 'approve';
  const part = forbidden.users.get(vote.user);
  if (approves && part) return { type: 'refused', why: { type: 'forbidden', part, names } };
  if (approves && forbidden.unknown) return { type: 'refused', why: { type: 'unknown', because: forbidden.unknown } };
  const has = charactersOf(vote.comment);
  if (has < comment) return { type: 'refused', why: { type: 'short', has, needs: comment } };
  if (now - vote.at >= validFor) return { type: 'refused', why: { type: 'old', validFor } };
  if (approves && forbidden.waits.length > 0) return { type: 'waits', for: forbidden.waits };
  return { type: 'counts', for: fits };
}

/** As people count them. */
function charactersOf(comment = ''): number {
  return [...comment.trim()].length;
}

export function decisionOn(vote: Vote, voteDecision: VoteDecision): Decision {
  const name = nameOf(vote);
  switch (voteDecision.type) {
    case 'counts': {
      const names = unique(voteDecision.for.flatMap((requirement) => requirement.names));
      const because = vote.decision === 'reject' ? `${name} rejected it.` : `${name} of ${or(names)} approved it.`;
      return { rule: 'vote', outcome: 'allow', because };
    }
    case 'waits':
      return { rule: 'vote', outcome: 'wait', because: `The vote of ${name} waits: ${lookingUp(voteDecision.for)}` };
    case 'refused':
      return {
        rule: 'vote',
        outcome: 'skip',
        because: `The vote of ${name} does not count: ${inShort(voteDecision.why)}.`,
      };
    default:
      return voteDecision satisfies never;
  }
}

export function lookingUp(what: string[]): string {
  return `Signalbox is looking up ${and(what)}.`;
}

export function nameOf({ name, user }: Vote): string {
  return name || user;
}
