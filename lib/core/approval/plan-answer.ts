import { newestFactAt } from '../execution/facts.ts';
import type { WaitingApproval } from '../execution/summary.ts';
import { decidedAgain, isHeld } from '../freeze/held.ts';
import type { IntendedEffect } from '../model/effect.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { ApprovalDecision, FreezeDecision } from '../model/policy-port.ts';
import { machineOf, personInWords } from '../text/person.ts';
import { truncate } from '../text/truncate.ts';
import type { Vote } from './types.ts';

/** During a freeze an approval keeps its votes and is decided again when the freeze may end. A rejection is safe. */
export function fromWhen({ choice }: ApprovalDecision, freeze: FreezeDecision, now: number): number {
  return choice === 'reject' || !isHeld(freeze) ? 0 : decidedAgain(freeze, now);
}

export function answerKey({ run }: WaitingApproval): string {
  return `answer:${run}`;
}

export function answer(
  context: PlanContext,
  waiting: WaitingApproval,
  policyAnswer: ApprovalDecision,
  votes: Vote[],
): Intent {
  const { execution, summary, rules } = context;
  const { run, stage, action, runId = '' } = waiting;
  const { choice = 'reject', by, decision } = policyAnswer;
  const deciding = votes.filter((vote) => by.includes(vote.user));
  const effect: IntendedEffect = {
    type: 'answer',
    execution: execution.ref,
    stage,
    action,
    run,
    runId,
    attempt: summary.attempt,
    newest: newestFactAt(execution),
    decision: choice,
    by,
    summary: by.length > 0 ? approvalSummary(choice, deciding) : byPolicy(decision.because),
    said: by.length > 0 ? comments(deciding) : decision.because,
    policy: rules.version,
  };
  const giveUp = Number.POSITIVE_INFINITY;
  return { key: answerKey(waiting), kind: 'once', effect, because: decision.because, after: [], from: 0, giveUp };
}

const SUMMARY = 512;

/** The text that AWS stores. It names the people, because AWS itself records only Signalbox's role. */
function approvalSummary(decision: 'approve' | 'reject', votes: Vote[]): string {
  const who = votes.map(personInWords).join(', ');
  const comment = comments(votes);
  const what = decision === 'approve' ? 'Approved' : 'Rejected';
  const where = votes.every(({ user }) => machineOf(user) !== undefined) ? '' : ' in Slack';
  return truncate(`${what}${where} by ${who}${comment ? `: ${comment}` : ''}`, SUMMARY);
}

function byPolicy(because: string): string {
  return truncate(`Rejected by Signalbox: ${because}`, SUMMARY);
}

function comments(votes: Vote[]): string | undefined {
  const given = votes.flatMap(({ comment }) => (comment ? [comment] : []));
  return given.length > 0 ? given.join(' / ') : undefined;
}
