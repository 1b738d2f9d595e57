import type { ExecutionRef } from '../execution/facts.ts';
import type { DecidedApproval } from '../execution/summary.ts';
import type { AuditEntry } from '../model/audit-entry.ts';
import type { Intent } from '../model/intent.ts';
import { machineOf, personInWords } from '../text/person.ts';
import { audit, decidedElsewhere, reasons } from './messages.ts';
import type { Vote } from './types.ts';

interface Where {
  stage: string;
  action: string;
  run: string;
}

export function recordVote(ref: ExecutionRef, where: Where, vote: Vote, because: string, policy: string): Intent {
  const { user, at, decision, comment } = vote;
  const who = [personInWords(vote)];
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

export function recordDecision(ref: ExecutionRef, decided: DecidedApproval, cast: Vote[], policy: string): Intent {
  const { run, at, outcome, by, said } = decided;
  return record(ref, decided, `settled:${run}`, {
    what: by ? 'answer' : 'settled',
    at,
    who: decidedBy(decided, cast),
    decision: outcome,
    comment: said,
    because: becauseOf(decided),
    policy: decided.policy ?? policy,
  });
}

/** @param cast the votes, which have the names of the people */
export function decidedBy({ by, updatedBy }: DecidedApproval, cast: Vote[]): string[] {
  if (by) return by.map((user) => personInWords(cast.findLast((vote) => vote.user === user) ?? { user }));
  return updatedBy ? [updatedBy] : [];
}

export function becauseOf({ by, said, outcome }: DecidedApproval): string {
  if (by === undefined) return decidedElsewhere[outcome];
  if (by.length === 0) return said ?? audit.byPolicy;
  return by.every((user) => machineOf(user) !== undefined) ? audit.byMachines : audit.byVotes;
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
    because: reasons.audit,
    after: [],
    from: 0,
    giveUp: Number.POSITIVE_INFINITY,
  };
}
