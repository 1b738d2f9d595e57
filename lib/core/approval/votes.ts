import { ownProperty } from '../base/own-property.ts';
import type { Execution } from '../execution/facts.ts';
import type { Vote } from './types.ts';

/** Everything that was ever said to this run of an approval, oldest first; of one instant by the user's id, so that
 *  the answer never depends on who was heard first. */
export function votesCast({ approvals }: Execution, run: string): Vote[] {
  const byUser = ownProperty(approvals?.votes, run) ?? {};
  const all = Object.entries(byUser).flatMap(([user, casts]) =>
    Object.entries(casts).map(([at, cast]): Vote => ({ ...cast, user, at: Number(at) })),
  );
  return all.sort((a, b) => a.at - b.at || (a.user < b.user ? -1 : 1));
}

/** The last word of each person, without those who took theirs back. */
export function votesOn(execution: Execution, run: string): Vote[] {
  return lastWords(votesCast(execution, run)).filter((vote) => vote.decision !== 'withdraw');
}

export function lastWords(votes: Vote[]): Vote[] {
  return votes.filter((vote, index) => !votes.slice(index + 1).some((later) => later.user === vote.user));
}
