import type { Vote } from '../../core/approval/types.ts';
import type { Decision } from '../../core/base/decision.ts';
import type { ApprovalDecision } from '../../core/model/policy-port.ts';
import { directoryOf } from '../people/directory.ts';
import { countVote, voteDecision } from './count-vote.ts';
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
    votes.map((vote) => ({ vote, judgement: countVote(vote, requirements, conditions) }));

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
    verdict: { rule: 'approval', outcome, because, under: judged.map(({ verdict }) => verdict) },
    open: banned.unknown === undefined,
    mayReject: true,
    isDirect: decided.by.some((user) =>
      applying.some(({ require }) => require.some(({ from }) => from.users.includes(user))),
    ),
    refused: Object.fromEntries(
      heard.flatMap(({ vote, judgement }) =>
        judgement.type === 'refused' ? [[vote.user, refusalMessage(judgement.why)]] : [],
      ),
    ),
    needs: needs.map(({ count, have, from }) => ({ count, have, from })),
  };
}

function judgeRule(
  rule: ApprovalRule,
  heard: CountedVote[],
  circumstances: Parameters<typeof outcomeOf>[2],
): { needs: Need[]; verdict: Decision } {
  const approvals = heard.flatMap(({ vote, judgement }) =>
    vote.decision === 'approve' && judgement.type === 'counts' ? [{ user: vote.user, for: judgement.for }] : [],
  );
  const needs = needsOf(rule, approvals);
  const { outcome, because } = outcomeOf(heard, needs, circumstances);
  const under = heard.map(({ vote, judgement }) => voteDecision(vote, judgement));
  return { needs, verdict: { rule: rule.id, outcome, because, under } };
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
    verdict: { rule: 'approval', outcome: 'deny', because: UNCOVERED },
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
