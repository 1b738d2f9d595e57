import type { ApprovalChoice } from '../../core/approval/types.ts';
import type { Reminder } from '../../core/model/effect.ts';

/** Words about approvals that only Slack shows. Text from outside must be escaped before it is given to them. */

export function moreApprovals(count: number): string {
  return `and ${count} more approval${count === 1 ? '' : 's'}: see the AWS console`;
}

export const REVIEW_LINK = 'review link';

export function changesLink(count: number): string {
  return count === 1 ? 'the change' : `all ${count} changes`;
}

export function changesSince(count: number): string {
  return `${count} changes since this stage last succeeded:`;
}

/** @param hold a sentence about the freeze
 *  @param ends when the freeze ends, if it is known */
export function heldVotes(hold: string, ends: string, isDecided: boolean): string {
  return [
    hold,
    ends === '' ? '' : `The freeze ends ${ends}.`,
    isDecided ? '' : 'Votes are collected; AWS gets the answer when the freeze ends.',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

export function conditionsOf(needed: string[], forbidden: string, comment: number, expires: string): string {
  return [
    needed.length > 0 ? `needs ${needed.join(' and ')}` : '',
    forbidden === '' ? '' : `not by ${forbidden}`,
    comment > 0 ? `comment of at least ${comment} character${comment === 1 ? '' : 's'} required` : '',
    expires === '' ? '' : `expires ${expires}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

export function nextInQueue(commit: string, others: number): string {
  return `Next in queue: ${commit}${others > 0 ? ` and ${others} more` : ''}`;
}

const verbs: Record<ApprovalChoice, string> = { approve: 'approves', reject: 'rejects' };

export function countedVote(user: string, choice: ApprovalChoice): string {
  return `${user} ${verbs[choice]}`;
}

export function uncountedVote(user: string, choice: ApprovalChoice, why: string): string {
  return `${user} voted to ${choice}; the vote does not count${why === '' ? '' : ` (${why})`}`;
}

export const reminderTitles: Record<Reminder['type'], string> = {
  reminder: 'still waits for approval',
  escalation: 'has waited too long for approval',
  expiring: 'waits for an approval that expires soon',
};

export function approveOlder(where: string): string {
  return `Approve the older execution in ${where}?`;
}

/** In a confirmation, before the Approve button. */
export const NEWER_WAITS = 'A newer execution waits behind it.';

export const labels = {
  approve: 'Approve',
  approveWithComment: 'Approve with comment',
  reject: 'Reject',
  rejectWithComment: 'Reject with comment',
  withdraw: 'Withdraw my vote',
  notNow: 'Not now',
  cancel: 'Cancel',
  comment: 'Comment',
} as const;

export function commentHint(least: number): string {
  return `${least > 1 ? `At least ${least} characters. ` : ''}The channel shows the comment, and CodePipeline stores it.`;
}

export function commentTooShort(least: number): string {
  if (least === 1) return 'Enter a comment.';
  return `Enter at least ${least} characters. Spaces at the start and at the end do not count.`;
}
