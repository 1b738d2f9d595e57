import type { KnownPeople } from '../core/approval/types.ts';
import type { Decision } from '../core/base/decision.ts';
import type { ApprovalDecision, FreezeDecision, PolicyPort } from '../core/model/policy-port.ts';
import type { AnyApproval } from './approval/rule.ts';
import type { AnyTarget } from './freeze/rule.ts';
import type { AnyPipeline } from './scope/scope.ts';

/** What is asked: may anything move into a stage, and may somebody approve there. */
export interface ExplainQuestion {
  pipeline: AnyPipeline;
  /** Absent: whichever stage is held the most. */
  stage?: string | undefined;
  /** Asked of an approval: of this action, or of any. */
  approval?: { action?: string | undefined; as?: Voter | undefined } | undefined;
  now: number;
}

/** Somebody who would approve. `groups` are all that they are in. */
export interface Voter {
  user: string;
  groups: string[];
}

export interface Explanation {
  decision: 'allow' | 'deny' | 'wait';
  because: string;
  until?: number | undefined;
  /** The rulings that it is made of, each with its reasons. */
  under: Decision[];
}

/** The rules of a policy, asked about any stage or action as well. */
export interface PolicyRules extends PolicyPort {
  freeze(target: AnyTarget, now: number): FreezeDecision;
  approval(question: AnyApproval): ApprovalDecision;
}

/** Why something may move or not: in the words of the rulings that Signalbox acts by. */
export function explain(rules: PolicyRules, { pipeline, stage, approval, now }: ExplainQuestion): Explanation {
  const freeze = rules.freeze({ ...pipeline, stage }, now);
  const frozen: Explanation = {
    // What is only reported keeps nothing; the sentence says what it would do.
    decision: freeze.decision.outcome === 'deny' && !freeze.report ? 'deny' : 'allow',
    because: freeze.decision.because,
    until: freeze.report ? undefined : freeze.until,
    under: [freeze.decision],
  };
  if (approval === undefined) return frozen;
  const approved = approvalOf(rules, { pipeline, stage, approval, now });
  const under = [...frozen.under, ...approved.under];
  // While it is frozen votes are taken, and wait: what keeps it is the freeze.
  return frozen.decision === 'deny' ? { ...frozen, under } : { ...approved, under };
}

type AskedOfApproval = ExplainQuestion & { approval: NonNullable<ExplainQuestion['approval']> };

function approvalOf(rules: PolicyRules, { pipeline, stage, approval, now }: AskedOfApproval): Explanation {
  const { action, as } = approval;
  const question: AnyApproval = {
    subject: pipeline,
    stage,
    action,
    votes: [],
    // The change is somebody else's: what `forbid` says of one's own change is in the policy to read.
    authors: [{ email: ANOTHER }],
    known: {},
    now,
  };
  const terms = rules.approval(question);
  if (as === undefined) return outcomeOf(terms.decision);
  const comment = '-'.repeat(terms.comment);
  const vote = { user: as.user, name: as.user, decision: 'approve', comment, channel: '', at: now } as const;
  const policyAnswer = rules.approval({ ...question, votes: [vote], known: known(terms.lookUp, as) });
  const refused = policyAnswer.refused[as.user];
  return refused === undefined
    ? outcomeOf(policyAnswer.decision)
    : { ...outcomeOf(policyAnswer.decision), decision: 'deny', because: refused };
}

const ANOTHER = 'author@the.change';

/** Nobody is asked: who is in a group is said with the question, and an e-mail is the voter's if it is how they are
 *  named. */
function known({ groups, emails }: ApprovalDecision['lookUp'], { user, groups: own }: Voter): KnownPeople {
  const holder = (email: string) => (email === user.toLowerCase() ? user : `whoever has ${email}`);
  return {
    groups: Object.fromEntries(groups.map((id) => [id, [0, { members: own.includes(id) ? [user] : [] }]])),
    emails: Object.fromEntries([...emails, ANOTHER].map((email) => [email, [0, { user: holder(email) }]])),
  };
}

function outcomeOf(decision: Decision): Explanation {
  const { outcome, because } = decision;
  return { decision: outcome === 'skip' ? 'deny' : outcome, because, under: [decision] };
}
