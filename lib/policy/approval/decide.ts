import type { Vote } from '../../core/approval/types.ts';
import type { Decision } from '../../core/base/decision.ts';
import type { ApprovalDecision } from '../../core/model/policy-port.ts';
import { directoryOf } from '../people/directory.ts';
import { countVote, decisionOn } from './count-vote.ts';
import { forbidden } from './forbid.ts';
import { type CountedVote, outcomeOf } from './outcome.ts';
import { refusalMessage } from './refusal-messages.ts';
import { type Need, needsOf, together } from './requirements.ts';
import { type AnyApproval, type ApprovalRule, type ApprovalRules, covering, type Requirement } from './rule.ts';
import { termsOf } from './terms.ts';

/** What the votes on an approval come to. Every rule that covers it has to allow it; and what one rule asks of a vote
 *  (whose it is, its comment, its age) holds for all, because a person votes once and not once for each rule. */
export function approval({ rules, identities }: ApprovalRules, question: AnyApproval): ApprovalDecision {
  const covered = covering(rules, question);
  const applying = covered.map(({ rule }) => rule);
  if (applying.length === 0) return uncovered(question);

  const { validFor, ...terms } = termsOf(applying, question, identities);
  const directory = directoryOf(question.known);
  const banned = forbidden(applying, question, identities, directory);
  const conditions = { directory, now: question.now, forbidden: banned, comment: terms.comment, validFor };
  const votes = inOrder(question.votes);
  const hear = (requirements: Requirement[]): CountedVote[] =>
    votes.map((vote) => ({ vote, voteDecision: countVote(vote, requirements, conditions) }));

  const judged = applying.map((rule) => {
    const { unknown: blocked, waits } = forbidden([rule], question, identities, directory);
    return judgeRule(rule, hear(rule.require), { blocked, waits, isCovered: true });
  });
  const needs = together(judged.map((rule) => rule.needs));
  const heard = hear(applying.flatMap(({ require }) => require));
  const isCovered = covered.some(({ isSure }) => isSure);
  const { outcome, because, ...decided } = outcomeOf(heard, needs, { blocked: banned.unknown, waits: [], isCovered });
  return {
    ...terms,
    ...decided,
    decision: { rule: 'approval', outcome, because, under: judged.map(({ decision }) => decision) },
    open: banned.unknown === undefined,
    mayReject: true,
    isDirect: decided.by.some((user) =>
      applying.some(({ require }) => require.some(({ from }) => from.users.includes(user))),
    ),
    refused: Object.fromEntries(
      heard.flatMap(({ vote, voteDecision }) =>
        voteDecision.type === 'refused' ? [[vote.user, refusalMessage(voteDecision.why)]] : [],
      ),
    ),
    needs: needs.map(({ count, have, from }) => ({ count, have, from })),
  };
}

function judgeRule(
  rule: ApprovalRule,
  heard: CountedVote[],
  circumstances: Parameters<typeof outcomeOf>[2],
): { needs: Need[]; decision: Decision } {
  const approvals = heard.flatMap(({ vote, voteDecision }) =>
    vote.decision === 'approve' && voteDecision.type === 'counts' ? [{ user: vote.user, for: voteDecision.for }] : [],
  );
  const needs = needsOf(rule, approvals);
  const { outcome, because } = outcomeOf(heard, needs, circumstances);
  const under = heard.map(({ vote, voteDecision }) => decisionOn(vote, voteDecision));
  return { needs, decision: { rule: rule.id, outcome, because, under } };
}

/** Of one instant by the user's id, so that the answer does not depend on who was heard first. */
function inOrder(votes: Vote[]): Vote[] {
  const given = votes.filter(({ decision }) => decision !== 'withdraw');
  return given.sort((a, b) => a.at - b.at || (a.user < b.user ? -1 : 1));
}

const UNCOVERED =
  'No approval rule of the policy covers this, so nobody can decide it in Slack: decide it in the console, or add a rule.';

function uncovered({ votes }: AnyApproval): ApprovalDecision {
  return {
    decision: { rule: 'approval', outcome: 'deny', because: UNCOVERED },
    by: [],
    open: false,
    mayReject: false,
    isDirect: false,
    refused: Object.fromEntries(votes.map(({ user }) => [user, UNCOVERED])),
    lookUp: { groups: [], emails: [] },
    needs: [],
    forbidden: [],
    comment: 0,
    remind: [],
  };
}
