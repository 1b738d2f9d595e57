import type { PeopleSelector, Vote } from '../../core/approval/types.ts';
import type { Decision } from '../../core/base/decision.ts';
import type { ApprovalDecision } from '../../core/model/policy-port.ts';
import { machineOf } from '../../core/text/person.ts';
import { directoryOf } from '../people/directory.ts';
import { unique } from '../people/members.ts';
import { countVote, decisionOn } from './count-vote.ts';
import { forbidden } from './forbid.ts';
import {
  cannotBeMet,
  notYet,
  refusalMessage,
  rejectedAsOlder,
  shortReason,
  UNCOVERED,
  UNCOVERED_SHORT,
  type VoteRefusal,
} from './messages.ts';
import { type Circumstances, type CountedVote, outcomeOf } from './outcome.ts';
import { type Need, needsOf, together } from './requirements.ts';
import { type AnyApproval, type ApprovalRule, type ApprovalRules, covering, type Requirement } from './rule.ts';
import { candidatesOf, shortagesOf } from './shortage.ts';
import { termsOf } from './terms.ts';

export function approval(approvals: ApprovalRules, question: AnyApproval): ApprovalDecision {
  const { rules } = approvals;
  const covered = covering(rules, question);
  if (covered.length === 0) return uncovered(question);
  const decided = byVotes(covered, question, approvals);
  const { newerApproved } = question;
  const older = covered.find(({ rule, isSure }) => isSure && rule.rejectOlder)?.rule;
  if (!older || !newerApproved) return decided;
  const because = rejectedAsOlder(older.id, newerApproved);
  return {
    ...decided,
    decision: { rule: older.id, outcome: 'deny', because },
    choice: 'reject',
    by: [],
    isDirect: true,
  };
}

/** All covering rules must allow an approval. A vote must meet the conditions of all: a person votes only once. */
function byVotes(
  covered: ReturnType<typeof covering>,
  question: AnyApproval,
  { identities, machines }: ApprovalRules,
): ApprovalDecision {
  const applying = covered.map(({ rule }) => rule);
  const { validFor, ...terms } = termsOf(applying, question, identities);
  const directory = directoryOf(question.known);
  const banned = forbidden(applying, question, identities, directory);
  const conditions = { directory, machines, now: question.now, forbidden: banned, comment: terms.comment, validFor };
  const votes = inOrder(question.votes);
  const countAll = (requirements: Requirement[]): CountedVote[] =>
    votes.map((vote) => ({ vote, voteDecision: countVote(vote, requirements, conditions) }));

  const decided = applying.map((rule) => {
    const { unknown: blocked, waits } = forbidden([rule], question, identities, directory);
    const [shortage] = shortagesOf(rule, directory, (user) => !banned.users.has(user));
    const impossible = shortage && cannotBeMet(rule.id, shortage);
    const unread = unique(rule.require.flatMap(({ from }) => candidatesOf(from, directory).unread));
    const circumstances = { blocked, impossible, unread, waits, isCovered: true };
    return { ...decideRule(rule, countAll(rule.require), circumstances), impossible, unread };
  });
  const needs = together(decided.map((rule) => rule.needs));
  const counted = countAll(applying.flatMap(({ require }) => require));
  const isCovered = covered.some(({ isSure }) => isSure);
  const impossible = decided.find((rule) => rule.impossible !== undefined)?.impossible;
  const { outcome, because, ...choice } = outcomeOf(counted, needs, {
    blocked: banned.unknown,
    impossible,
    unread: unique(decided.flatMap(({ unread }) => unread)),
    waits: [],
    isCovered,
  });
  return {
    ...terms,
    ...choice,
    decision: { rule: 'approval', outcome, because, under: decided.map(({ decision }) => decision) },
    open: banned.unknown === undefined && impossible === undefined,
    mayReject: true,
    isDirect: choice.by.some((user) => applying.some(({ require }) => require.some(({ from }) => isNamed(user, from)))),
    refused: ofRefused(counted, refusalMessage),
    notCounted: { ...pending(counted), ...ofRefused(counted, shortReason) },
    needs: needs.map(({ count, have, from }) => ({ count, have, from })),
  };
}

function isNamed(user: string, { users, machines = [] }: PeopleSelector): boolean {
  return users.includes(user) || machines.includes(machineOf(user) ?? '');
}

function ofRefused(counted: CountedVote[], text: (why: VoteRefusal) => string): Record<string, string> {
  return Object.fromEntries(
    counted.flatMap(({ vote, voteDecision }) =>
      voteDecision.type === 'refused' ? [[vote.user, text(voteDecision.why)]] : [],
    ),
  );
}

function pending(counted: CountedVote[]): Record<string, string> {
  return Object.fromEntries(
    counted.flatMap(({ vote, voteDecision }) =>
      voteDecision.type === 'waits' ? [[vote.user, notYet(voteDecision.for)]] : [],
    ),
  );
}

function decideRule(
  rule: ApprovalRule,
  counted: CountedVote[],
  circumstances: Circumstances,
): { needs: Need[]; decision: Decision } {
  const approvals = counted.flatMap(({ vote, voteDecision }) =>
    vote.decision === 'approve' && voteDecision.type === 'counts' ? [{ user: vote.user, for: voteDecision.for }] : [],
  );
  const needs = needsOf(rule, approvals);
  const { outcome, because } = outcomeOf(counted, needs, circumstances);
  const under = counted.map(({ vote, voteDecision }) => decisionOn(vote, voteDecision));
  return { needs, decision: { rule: rule.id, outcome, because, under } };
}

/** Votes of the same instant are sorted by user id, so that the result does not depend on their arrival. */
function inOrder(votes: Vote[]): Vote[] {
  const given = votes.filter(({ decision }) => decision !== 'withdraw');
  return given.sort((a, b) => a.at - b.at || (a.user < b.user ? -1 : 1));
}

function uncovered({ votes }: AnyApproval): ApprovalDecision {
  return {
    decision: { rule: 'approval', outcome: 'deny', because: UNCOVERED },
    by: [],
    open: false,
    mayReject: false,
    isDirect: false,
    refused: Object.fromEntries(votes.map(({ user }) => [user, UNCOVERED])),
    notCounted: Object.fromEntries(votes.map(({ user }) => [user, UNCOVERED_SHORT])),
    lookUp: { groups: [], emails: [] },
    needs: [],
    forbidden: [],
    comment: 0,
    remind: [],
    escalations: [],
  };
}
