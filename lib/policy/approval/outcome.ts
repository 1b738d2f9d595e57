import type { ApprovalChoice, Vote } from '../../core/approval/types.ts';
import type { Decision } from '../../core/base/decision.ts';
import { unique } from '../people/members.ts';
import type { VoteDecision } from './count-vote.ts';
import {
  allGiven,
  lookingUp,
  nameOf,
  rejectedBy,
  rejectionPending,
  stillNeeded,
  TAGS_UNKNOWN,
  unreadPeople,
} from './messages.ts';
import { isGiven, type Need } from './requirements.ts';

export interface CountedVote {
  vote: Vote;
  voteDecision: VoteDecision;
}

export interface ApprovalOutcome extends Pick<Decision, 'outcome' | 'because'> {
  choice?: ApprovalChoice;
  by: string[];
}

export interface Circumstances {
  /** Reason why no approval can count. */
  blocked: string | undefined;
  /** Reason why the approvals can never suffice. */
  impossible: string | undefined;
  /** Look-ups that Slack refused. */
  unread: string[];
  /** Pending lookups that concern every vote. */
  waits: string[];
  /** False while unknown tags decide if a rule covers this. */
  isCovered: boolean;
}

/** One rejection is enough and comes before approvals. */
export function outcomeOf(
  counted: CountedVote[],
  needs: Need[],
  { blocked, impossible, unread, waits, isCovered }: Circumstances,
): ApprovalOutcome {
  const rejections = counted.filter(({ vote }) => vote.decision === 'reject');
  const rejecters = counting(rejections);
  if (rejecters.length > 0) {
    return {
      outcome: 'deny',
      because: rejectedBy(rejecters.map(nameOf)),
      choice: 'reject',
      by: rejecters.map(({ user }) => user),
    };
  }
  if (blocked !== undefined) return { outcome: 'deny', because: blocked, by: [] };

  const open = unique([...waits, ...waitingFor(counted)]);
  if (!needs.every(isGiven)) {
    if (impossible !== undefined) return { outcome: 'deny', because: impossible, by: [] };
    const because = [
      stillNeeded(needs),
      ...(open.length > 0 ? [lookingUp(open)] : []),
      ...(unread.length > 0 ? [unreadPeople(unread)] : []),
    ].join(' ');
    return { outcome: 'wait', because, by: [] };
  }
  // A pending rejection may count later, and an approval cannot be withdrawn from AWS.
  const pending = rejections.filter(({ voteDecision }) => voteDecision.type === 'waits');
  if (pending.length > 0) {
    const because = rejectionPending(
      pending.map(({ vote }) => nameOf(vote)),
      waitingFor(pending),
    );
    return { outcome: 'wait', because, by: [] };
  }
  if (!isCovered) return { outcome: 'wait', because: TAGS_UNKNOWN, by: [] };

  const approvers = counting(counted);
  const names = new Map(approvers.map((vote) => [vote.user, nameOf(vote)]));
  const because = allGiven(needs, (user) => names.get(user) ?? user);
  return { outcome: 'allow', because, choice: 'approve', by: approvers.map(({ user }) => user) };
}

function counting(counted: CountedVote[]): Vote[] {
  return counted.filter(({ voteDecision }) => voteDecision.type === 'counts').map(({ vote }) => vote);
}

function waitingFor(counted: CountedVote[]): string[] {
  return unique(counted.flatMap(({ voteDecision }) => (voteDecision.type === 'waits' ? voteDecision.for : [])));
}
