import { ownProperty } from '../base/own-property.ts';
import { QUEUE_KNOWN_FOR } from '../base/timing.ts';
import { shortRevision } from '../execution/change.ts';
import type { WaitingApproval } from '../execution/summary.ts';
import type { PlanContext } from '../model/intent.ts';
import type { ApprovalDecision } from '../model/policy-port.ts';
import { ephemeralKey } from './ephemeral.ts';
import type { ApprovalRequest, Vote } from './types.ts';

type Newer = ApprovalRequest['behind'][number];

/** The vote that completes an approval, if its person may not know that a newer execution waits.
 *  `read`: read the queue first. `confirm`: ask the person; without `newer`, none waits any more since they were asked. */
export function newerUnknown(
  { execution, summary, outbox }: Pick<PlanContext, 'execution' | 'summary' | 'outbox'>,
  { run, request }: WaitingApproval,
  { choice, by }: ApprovalDecision,
  votes: Vote[],
): { type: 'read' } | { type: 'confirm'; vote: Vote; newer?: Newer } | undefined {
  const deciding = votes.filter((vote) => by.includes(vote.user));
  const last = deciding.reduce<Vote | undefined>(
    (latest, vote) => (latest && latest.at > vote.at ? latest : vote),
    undefined,
  );
  if (choice !== 'approve' || !last || summary.mode === 'PARALLEL') return undefined;
  if (deciding.some((vote) => vote.newer)) return undefined;
  const [asOf = 0] = ownProperty(execution.approvals?.requests, run) ?? [];
  if (asOf < last.at - QUEUE_KNOWN_FOR) return { type: 'read' };
  // Executions come and go, but only a press answers the question.
  const isAsked = outbox[askedKey(run, last)] !== undefined;
  const newer = request?.behind.find(({ since = 0 }) => isAsked || since <= last.at);
  return newer || isAsked ? { type: 'confirm', vote: last, newer } : undefined;
}

/** Under this key the person was asked to press again. */
export function askedKey(run: string, vote: Pick<Vote, 'user' | 'at'>): string {
  return ephemeralKey(run, vote, ':newer');
}

export function placeKey({ stage, action }: { stage: string; action: string }): string {
  return `${stage}/${action}`;
}

export function inAFewWords({ executionId, revision, message = '', author }: Newer): string {
  const [title = ''] = message.trim().split('\n', 1);
  const parts = [shortRevision(revision), title, author ? `by ${author}` : ''].filter((part) => part !== '');
  return parts.join(' ') || `execution ${executionId.slice(0, 8)}`;
}
