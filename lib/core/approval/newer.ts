import { ownProperty } from '../base/own-property.ts';
import { QUEUE_KNOWN_FOR } from '../base/timing.ts';
import { shortRevision } from '../execution/change.ts';
import type { WaitingApproval } from '../execution/summary.ts';
import type { PlanContext } from '../model/intent.ts';
import type { ApprovalDecision } from '../model/policy-port.ts';
import type { ApprovalRequest, Vote } from './types.ts';

type Newer = ApprovalRequest['behind'][number];

/** The vote that completes an approval, if its person may not know that a newer execution waits.
 *  `read`: read the queue first. `confirm`: ask the person. */
export function newerUnknown(
  { execution, summary }: PlanContext,
  { run, request }: WaitingApproval,
  { choice, by }: ApprovalDecision,
  votes: Vote[],
): { type: 'read' } | { type: 'confirm'; vote: Vote; newer: Newer } | undefined {
  const deciding = votes.filter((vote) => by.includes(vote.user));
  const last = deciding.reduce<Vote | undefined>(
    (latest, vote) => (latest && latest.at > vote.at ? latest : vote),
    undefined,
  );
  if (choice !== 'approve' || !last || summary.mode === 'PARALLEL') return undefined;
  if (deciding.some((vote) => vote.newer)) return undefined;
  const [asOf = 0] = ownProperty(execution.approvals?.requests, run) ?? [];
  if (asOf < last.at - QUEUE_KNOWN_FOR) return { type: 'read' };
  const newer = request?.behind.find(({ since = 0 }) => since <= last.at);
  return newer && { type: 'confirm', vote: last, newer };
}

export function inAFewWords({ executionId, revision, message = '', author }: Newer): string {
  const [title = ''] = message.trim().split('\n', 1);
  const parts = [shortRevision(revision), title, author ? `by ${author}` : ''].filter((part) => part !== '');
  return parts.join(' ') || `execution ${executionId.slice(0, 8)}`;
}
