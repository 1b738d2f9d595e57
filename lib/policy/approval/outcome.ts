import type { ApprovalChoice, Vote } from '../../core/approval/types.ts';
import type { Decision } from '../../core/base/decision.ts';
import { unique } from '../people/members.ts';
import { and } from '../text/list.ts';
import { lookingUp, nameOf, type VoteDecision } from './count-vote.ts';
import { allGiven, isGiven, type Need, stillNeeded } from './requirements.ts';

export interface CountedVote {
  vote: Vote;
  voteDecision: VoteDecision;
}

export interface ApprovalOutcome extends Pick<Decision, 'outcome' | 'because'> {
  choice?: ApprovalChoice | undefined;
  by: string[];
}

interface Circumstances {
  /** Reason why no approval can count. */
  blocked: string | undefined;
  /** Pending lookups that concern every vote. */
  waits: string[];
  /** False while unknown tags decide if a rule covers this. */
  isCovered: boolean;
}

/** One rejection is enough and comes before approvals. */
export function outcomeOf(
  heard: CountedVote[],
  needs: Need[],
  { blocked, waits, isCovered }: Circumstances,
): ApprovalOutcome {
  const rejections = heard.filter(({ vote }) => vote.decision === 'reject');
  const rejecters = counting(rejections);
  if (rejecters.length > 0) {
    const because = `Rejected by ${and(rejecters.map(nameOf))}.`;
    return { outcome: 'deny', because, choice: 'reject', by: rejecters.map(({ user }) => user) };
  }
  if (blocked !== undefined) return { outcome: 'deny', because: blocked, by: [] };

  const open = unique([...waits, ...waitingFor(heard)]);
  if (!needs.every(isGiven)) {
    const because = [stillNeeded(needs), ...(open.length > 0 ? [lookingUp(open)] : [])].join(' ');
    return { outcome: 'wait', because, by: [] };
  }
  // A pending rejection may count later, and an approval cannot be withdrawn from AWS.
  const unheard = waitingFor(rejections);
  if (unheard.length > 0) return { outcome: 'wait', because: `Somebody rejects it. ${lookingUp(unheard)}`, by: [] };
  if (!isCovered) return { outcome: 'wait', because: TAGS_UNKNOWN, by: [] };

  const approvers = counting(heard);
  const names = new Map(approvers.map((vote) => [vote.user, nameOf(vote)]));
  const because = allGiven(needs, (user) => names.get(user) ?? user);
  return { outcome: 'allow', because, choice: 'approve', by: approvers.map(({ user }) => user) };
}

const TAGS_UNKNOWN =
  'Everybody needed approved, but the rules for this go by tags of the pipeline that Signalbox has not read. Decide in the console if it cannot.';

function counting(heard: CountedVote[]): Vote[] {
  return heard.filter(({ voteDecision }) => voteDecision.type === 'counts').map(({ vote }) => vote);
}

function waitingFor(heard: CountedVote[]): string[] {
  return unique(heard.flatMap(({ voteDecision }) => (voteDecision.type === 'waits' ? voteDecision.for : [])));
}
