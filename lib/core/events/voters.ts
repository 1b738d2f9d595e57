import type { Change, Voter } from '../../../events/signalbox/details.ts';
import type { Vote } from '../approval/types.ts';
import { votesCast } from '../approval/votes.ts';
import { commitUrl } from '../execution/change.ts';
import { changeTitle } from '../execution/change-title.ts';
import type { Execution, SourceRevision } from '../execution/facts.ts';
import type { DecidedApproval } from '../execution/summary.ts';
import { machineOf } from '../text/person.ts';

export function votersOf(execution: Execution, { by, updatedBy, run }: DecidedApproval): Voter[] {
  if (!by) return updatedBy ? [{ type: 'aws', id: updatedBy }] : [];
  const cast = votesCast(execution, run);
  return by.map((user) => voterOf(user, cast));
}

function voterOf(user: string, cast: Vote[]): Voter {
  const machine = machineOf(user);
  if (machine !== undefined) return { type: 'machine', id: machine };
  return { type: 'person', id: user, name: cast.findLast((vote) => vote.user === user)?.name };
}

/** Without the author's e-mail. */
export function changeIn(change: SourceRevision | undefined): Change | undefined {
  if (!change) return undefined;
  const { revision, message, author, branch, tag, repository, provider } = change;
  const url = commitUrl(change);
  return { revision, message: changeTitle(message), author, branch, tag, repository, provider, url };
}
