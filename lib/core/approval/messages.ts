import { personOf } from '../execution/failure-reason.ts';
import { place } from '../execution/headline.ts';
import type { DecidedApproval } from '../execution/summary.ts';
import type { Reminder } from '../model/effect.ts';
import { machineInWords, machineOf } from '../text/person.ts';
import type { ApprovalChoice, Vote } from './types.ts';

/** Sentences about approvals that do not depend on the policy. */

export const READING = 'Signalbox is reading this approval.';

export function unreadable(why: string): string {
  return `Signalbox could not read this approval (${why}). Decide in the AWS console.`;
}

/** @param why Slack's error */
export function lookUpFailed(why: string): string {
  return `Slack has not answered the look-up of people (${why}). Signalbox tries again.`;
}

/** Not "approved" before AWS confirms it. */
export function answering(choice: ApprovalChoice, isDelayed: boolean): string {
  const when = isDelayed ? 'AWS gets the answer when the freeze ends.' : 'Signalbox is answering AWS.';
  return `The votes ${choice} it. ${when}`;
}

/** @param newer the execution that waits, in a few words */
export function newerWaits(newer: string): string {
  return `The votes approve it, but a newer execution waits behind it: ${newer}. To approve the older one, press Approve again.`;
}

/** The newer execution waits no more, and the question about it was not answered. */
export const newerWaited =
  'The votes approve it, but a newer execution waited behind it at the last press. To approve this one, press Approve again.';

export function newerWaitsToVoter(stage: string, action: string, newer: string): string {
  return `A newer execution waits behind ${place(stage, action)}: ${newer}. Approve the older one? Then press Approve again. If you reject it, the newer one continues.`;
}

export function voteRefused(stage: string, action: string, because: string): string {
  return `Your vote on ${place(stage, action)} does not count. ${because}`;
}

export function nothingToWithdraw(stage: string, action: string): string {
  return `You have no vote on ${place(stage, action)} to withdraw.`;
}

export const NO_EFFECT = 'Your vote has no effect.';

/** @param ended the headline of the execution */
export function lateVote(decided: DecidedApproval, { at }: Vote, ended: string): string {
  const what = place(decided.stage, decided.action);
  const hasEnded = decided.outcome === 'ended';
  const isEarly = at < decided.at && !hasEnded;
  const reason = hasEnded ? `${ended}, so ` : '';
  return `${reason}${what} ${outcome(decided, isEarly ? '' : 'already ')}. ${isEarly ? 'Your vote was not needed.' : NO_EFFECT}`;
}

function voterInWords(user: string): string {
  const machine = machineOf(user);
  return machine === undefined ? `<@${user}>` : machineInWords(machine);
}

function outcome({ outcome, by, updatedBy }: DecidedApproval, already: string): string {
  const people = by?.map(voterInWords).join(', ');
  const who = people ? ` by ${people}` : updatedBy ? ` by ${personOf(updatedBy)}` : '';
  switch (outcome) {
    case 'approved':
      return `was ${already}approved${who}`;
    case 'rejected':
      return `was ${already}rejected${who}`;
    case 'expired':
      return 'expired without a decision';
    case 'ended':
      return 'no longer waits';
    default:
      return outcome satisfies never;
  }
}

/** @param ended the headline of the execution; absent if its row has expired */
export function closedApproval(ended: string | undefined): string {
  return `${ended ?? 'Signalbox no longer knows this execution'}, and this approval is not open. ${NO_EFFECT}`;
}

export const audit = {
  counts: 'The vote counts.',
  given: 'The vote was given before the decision.',
  refused: (why: string) => `The vote does not count: ${why}.`,
  withdrawn: 'The vote was withdrawn.',
  replaced: 'A later vote of the same person replaced it.',
  noEffect: 'The vote came after the decision, or was not needed.',
  notOpen: 'The approval was not open.',
  byVotes: 'Decided by the votes in Slack.',
  byMachines: 'Decided by the vote of a machine.',
  byPolicy: 'Decided by a rule of the policy.',
} as const;

export const EXPIRED = 'It expired without a decision.';

export const decidedElsewhere: Record<DecidedApproval['outcome'], string> = {
  approved: 'Approved outside Slack.',
  rejected: 'Rejected outside Slack.',
  expired: EXPIRED,
  ended: 'The execution ended without a decision.',
};

export const reasons = {
  inspect: 'The people who decide need to see the changes.',
  identify: 'The people who may decide must be known before a decision.',
  older: 'The people who decide on an older execution need to know that a newer one waits.',
  olderApproved: 'A rule may reject older executions when a newer one is approved.',
  audit: 'The journal keeps each vote and each decision.',
} as const;

export const reminderReasons: Record<Reminder['type'], string> = {
  reminder: 'The approval still waits, and the policy sets a reminder.',
  escalation: 'The approval has waited too long, and the policy sets an escalation.',
  expiring: 'The approval expires soon, and CodePipeline then counts it as rejected.',
};
