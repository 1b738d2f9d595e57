import type { Vote } from '../../core/approval/types.ts';
import type { Decision } from '../../core/base/decision.ts';
import { machineOf } from '../../core/text/person.ts';
import { type Machines, senderIs } from '../events/machines.ts';
import type { Directory } from '../people/directory.ts';
import { membership, unique } from '../people/members.ts';
import type { Forbidden } from './forbid.ts';
import { type VoteRefusal, voteCounts, voteRefused, voteWaits } from './messages.ts';
import type { Requirement } from './rule.ts';

export interface Conditions {
  directory: Directory;
  machines: Machines;
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
  /** Undecided until these lookups are done. */
  | { type: 'waits'; for: string[] };

/** Every person in a requirement may reject, including the author. */
export function countVote(vote: Vote, requirements: Requirement[], conditions: Conditions): VoteDecision {
  const { directory, machines, now, forbidden, comment, validFor } = conditions;
  const names = unique(requirements.flatMap((requirement) => requirement.names));
  const notListed: VoteRefusal = { type: 'notListed', names, ...askable(requirements) };
  if (!isStillSent(vote, machines)) return { type: 'refused', why: notListed };
  const memberships = requirements.map((requirement) => ({
    requirement,
    ...membership(vote.user, requirement.from, directory),
  }));
  const fits = memberships.filter(({ type }) => type === 'in').map(({ requirement }) => requirement);
  if (fits.length === 0) {
    const open = unique(memberships.flatMap((one) => (one.type === 'waits' ? one.for : [])));
    if (open.length > 0) return { type: 'waits', for: open };
    const unreadable = unique(memberships.flatMap((one) => (one.type === 'unreadable' ? one.lookUps : [])));
    const why: VoteRefusal = unreadable.length > 0 ? { type: 'unreadable', names, lookUps: unreadable } : notListed;
    return { type: 'refused', why };
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

/** A person can ask people, and no machine. */
function askable(requirements: Requirement[]): { people: string[]; machines: string[] } {
  const withPeople = requirements.filter(
    ({ from: { users, groups, emails } }) => users.length + groups.length + emails.length > 0,
  );
  return {
    people: unique(withPeople.flatMap(({ names }) => names)),
    machines: unique(requirements.flatMap(({ from }) => from.machines ?? [])),
  };
}

/** The policy may have changed since the vote came. */
function isStillSent({ user, machine: sender }: Vote, machines: Machines): boolean {
  const machine = machineOf(user);
  return machine === undefined || (sender !== undefined && senderIs(machines, machine, sender));
}

/** Counts code points, not UTF-16 units. */
function charactersOf(comment = ''): number {
  return [...comment.trim()].length;
}

export function decisionOn(vote: Vote, voteDecision: VoteDecision): Decision {
  switch (voteDecision.type) {
    case 'counts': {
      const names = unique(voteDecision.for.flatMap((requirement) => requirement.names));
      return { rule: 'vote', outcome: 'allow', because: voteCounts(vote, names) };
    }
    case 'waits':
      return { rule: 'vote', outcome: 'wait', because: voteWaits(vote, voteDecision.for) };
    case 'refused':
      return { rule: 'vote', outcome: 'skip', because: voteRefused(vote, voteDecision.why) };
    default:
      return voteDecision satisfies never;
  }
}
