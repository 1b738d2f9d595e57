import type { ApprovalChoice, Vote } from '../../core/approval/types.ts';
import type { Decision } from '../../core/base/decision.ts';
import { unique } from '../people/members.ts';
import { and } from '../text/list.ts';
import { lookingUp, nameOf, type VoteDecision } from './count-vote.ts';
import { allGiven, isGiven, type Need, stillNeeded } from './requirements.ts';

/** A vote, and whether it counts. */
export interface CountedVote {
  vote: Vote;
  voteDecision: VoteDecision;
}

export interface ApprovalOutcome extends Pick<Decision, 'outcome' | 'because'> {
  decision?: ApprovalChoice | undefined;
  /** Whose votes count for it. */
  by: string[];
}

interface Circumstances {
  /** Why nobody's approval can be counted. */
  blocked: string | undefined;
  /** What is being looked up, whoever votes. */
  waits: string[];
  /** False while it may turn out that no rule covers this. */
  isCovered: boolean;
}

/** What votes come to, of one rule or of all together. One rejection is enough, and counts first. */
export function outcomeOf(
  heard: CountedVote[],
  needs: Need[],
  { blocked, waits, isCovered }: Circumstances,
): ApprovalOutcome {
  const rejections = heard.filter(({ vote }) => vote.decision === 'reject');
  const rejecters = counting(rejections);
  if (rejecters.length > 0) {
    const because = `Rejected by ${and(rejecters.map(nameOf))}.`;
    return { outcome: 'deny', because, decision: 'reject', by: rejecters.map(({ user }) => user) };
  }
  if (blocked !== undefined) return { outcome: 'deny', because: blocked, by: [] };

  const open = unique([...waits, ...waitingFor(heard)]);
  if (!needs.every(isGiven)) {
    const because = [stillNeeded(needs), ...(open.length > 0 ? [lookingUp(open)] : [])].join(' ');
    return { outcome: 'wait', because, by: [] };
  }
  // It may be a rejection that counts, and what is approved cannot be taken back.
  const unheard = waitingFor(rejections);
  if (unheard.length > 0) return { outcome: 'wait', because: `Somebody rejects it. ${lookingUp(unheard)}`, by: [] };
  if (!isCovered) return { outcome: 'wait', because: TAGS_UNKNOWN, by: [] };

  const approvers = counting(heard);
  const names = new Map(approvers.map((vote) => [vote.user, nameOf(vote)]));
  const because = allGiven(needs, (user) => names.get(user) ?? user);
  return { outcome: 'allow', because, decision: 'approve', by: approvers.map(({ user }) => user) };
}

const TAGS_UNKNOWN =
  'Everybody needed approved, but the rules for this go by tags of the pipeline that Signalbox has not read. Decide in the console if it cannot.';

function counting(heard: CountedVote[]): Vote[] {
  return heard.filter(({ voteDecision }) => voteDecision.type === 'counts').map(({ vote }) => vote);
}

function waitingFor(heard: CountedVote[]): string[] {
  return unique(heard.flatMap(({ voteDecision }) => (voteDecision.type === 'waits' ? voteDecision.for : [])));
}
