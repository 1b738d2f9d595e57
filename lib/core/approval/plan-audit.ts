import type { ExecutionRef } from '../execution/facts.ts';
import type { DecidedApproval } from '../execution/summary.ts';
import type { AuditEntry } from '../model/audit-entry.ts';
import type { Intent } from '../model/intent.ts';
import { audit, decidedElsewhere, reasons } from './messages.ts';
import type { Vote } from './types.ts';

interface Where {
  stage: string;
  action: string;
  run: string;
}

export function recordVote(ref: ExecutionRef, where: Where, vote: Vote, because: string, policy: string): Intent {
  const { user, name, at, decision, comment } = vote;
  const who = [name ? `${user} (${name})` : user];
  return record(ref, where, `vote:${where.run}:${user}@${at}`, {
    what: 'vote',
    at,
    who,
    decision,
    comment,
    because,
    policy,
  });
}

export function recordDecision(ref: ExecutionRef, decided: DecidedApproval, policy: string): Intent {
  const { run, at, outcome, by, updatedBy, said } = decided;
  return record(ref, decided, `settled:${run}`, {
    what: by ? 'answer' : 'settled',
    at,
    who: by ?? (updatedBy ? [updatedBy] : []),
    decision: outcome,
    comment: said,
    because: by ? audit.byVotes : decidedElsewhere[outcome],
    policy: decided.policy ?? policy,
  });
}

function record(
  ref: ExecutionRef,
  { stage, action }: Where,
  id: string,
  content: Omit<AuditEntry, keyof ExecutionRef | 'id' | 'stage' | 'action'>,
): Intent {
  return {
    key: `record:${id}`,
    kind: 'once',
    effect: { type: 'writeAudit', entry: { ...ref, id: `${ref.executionId}/${id}`, stage, action, ...content } },
    decision: { rule: 'journal', outcome: 'allow', because: reasons.audit },
    after: [],
    from: 0,
    giveUp: Number.POSITIVE_INFINITY,
  };
}
