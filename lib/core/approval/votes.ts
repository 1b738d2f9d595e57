import { ownProperty } from '../base/own-property.ts';
import type { Execution } from '../execution/facts.ts';
import type { Vote } from './types.ts';

/** All votes on this run, oldest first. Equal instants sort by user id, so the order never depends on delivery. */
export function votesCast({ approvals }: Execution, run: string): Vote[] {
  const byUser = ownProperty(approvals?.votes, run) ?? {};
  const all = Object.entries(byUser).flatMap(([user, casts]) =>
    Object.entries(casts).map(([at, cast]): Vote => ({ ...cast, user, at: Number(at) })),
  );
  return all.sort((a, b) => a.at - b.at || (a.user < b.user ? -1 : 1));
}

export function latestVotes(votes: Vote[]): Vote[] {
  return votes.filter((vote, index) => !votes.slice(index + 1).some((later) => later.user === vote.user));
}
