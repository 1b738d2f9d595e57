import type { KnownPeople } from '../core/approval/types.ts';
import type { Decision } from '../core/base/decision.ts';
import type { CommandName } from '../core/command/types.ts';
import type { ApprovalDecision, FreezeDecision, PermissionTarget, PolicyPort } from '../core/model/policy-port.ts';
import type { AnyApproval } from './approval/rule.ts';
import type { AnyTarget } from './freeze/rule.ts';
import type { AnyPipeline } from './scope/scope.ts';

export interface ExplainQuestion {
  pipeline: AnyPipeline;
  /** Absent: the most restricted stage. */
  stage?: string;
  approval?: { action?: string; as?: Voter };
  /** Whether this person may give this command for the stage. */
  command?: { name: CommandName; as: Voter; stage: string };
  now: number;
}

export interface Voter {
  user: string;
  groups: string[];
}

export interface Explanation {
  decision: 'allow' | 'deny' | 'wait';
  because: string;
  until?: number;
  under: Decision[];
}

export interface PolicyRules extends PolicyPort {
  freeze(target: AnyTarget, now: number): FreezeDecision;
  approval(question: AnyApproval): ApprovalDecision;
}

export function explain(rules: PolicyRules, { pipeline, stage, approval, command, now }: ExplainQuestion): Explanation {
  const freeze = rules.freeze({ ...pipeline, stage }, now);
  const frozen: Explanation = {
    // A report-only freeze blocks nothing; the sentence describes its possible effect.
    decision: freeze.decision.outcome === 'deny' && !freeze.report ? 'deny' : 'allow',
    because: freeze.decision.because,
    until: freeze.report ? undefined : freeze.until,
    under: [freeze.decision],
  };
  if (command) {
    const permitted = permissionOf(rules, pipeline, command);
    const isHeld = heldByFreeze.includes(command.name) && frozen.decision === 'deny';
    return isHeld && permitted.decision === 'allow'
      ? { ...frozen, under: [...frozen.under, ...permitted.under] }
      : permitted;
  }
  if (approval === undefined) return frozen;
  const approved = approvalOf(rules, { pipeline, stage, approval, now });
  const under = [...frozen.under, ...approved.under];
  // Votes are accepted during a freeze, but the freeze still blocks.
  return frozen.decision === 'deny' ? { ...frozen, under } : { ...approved, under };
}

/** Commands that would bring an execution into a frozen stage. */
const heldByFreeze: CommandName[] = ['retry', 'release', 'rollback', 'override-condition'];
/** These name one execution's pipeline; the others name pipelines by patterns. */
const ofOnePipeline: CommandName[] = [...heldByFreeze, 'stop'];

function permissionOf(
  rules: PolicyRules,
  { account = '', region = '', pipeline, tags }: AnyPipeline,
  { name, as, stage }: NonNullable<ExplainQuestion['command']>,
): Explanation {
  const about: PermissionTarget = ofOnePipeline.includes(name)
    ? { type: 'pipeline', subject: { account, region, pipeline, tags }, stages: [stage] }
    : { type: 'globs', pipelines: [pipeline], stages: [stage] };
  const override = name === 'override' ? { length: 0, ordered: [] } : undefined;
  const question = { user: as.user, act: name, about, override };
  const { lookUp } = rules.may({ ...question, known: {} });
  return outcomeOf(rules.may({ ...question, known: known({ lookUp, needs: [] }, as) }).decision);
}

type AskedOfApproval = ExplainQuestion & { approval: NonNullable<ExplainQuestion['approval']> };

function approvalOf(rules: PolicyRules, { pipeline, stage, approval, now }: AskedOfApproval): Explanation {
  const { action, as } = approval;
  const question: AnyApproval = {
    subject: pipeline,
    stage,
    action,
    votes: [],
    // The author is another person: the policy itself shows the effect of `forbid`.
    authors: [{ email: ANOTHER }],
    known: {},
    now,
  };
  const terms = rules.approval(question);
  if (as === undefined) return outcomeOf(terms.decision);
  const comment = '-'.repeat(terms.comment);
  const vote = { user: as.user, name: as.user, decision: 'approve', comment, channel: '', at: now } as const;
  const policyAnswer = rules.approval({ ...question, votes: [vote], known: known(terms, as) });
  const refused = policyAnswer.refused[as.user];
  return refused === undefined
    ? outcomeOf(policyAnswer.decision)
    : { ...outcomeOf(policyAnswer.decision), decision: 'deny', because: refused };
}

const ANOTHER = 'author@the.change';

/** Needs no look-up: the question contains the voter's groups, and an e-mail is the voter's only if it is `user`. Each
 *  group has enough other members. */
function known(
  { lookUp, needs }: Pick<ApprovalDecision, 'lookUp' | 'needs'>,
  { user, groups: own }: Voter,
): KnownPeople {
  const { groups, emails } = lookUp;
  const holder = (email: string) => (email === user.toLowerCase() ? user : `user of ${email}`);
  const most = needs.reduce((sum, { count }) => sum + count, 0);
  const others = (id: string) => Array.from({ length: most }, (_, index) => `member ${index + 1} of ${id}`);
  const membersOf = (id: string) => [...(own.includes(id) ? [user] : []), ...others(id)];
  return {
    groups: Object.fromEntries(groups.map((id) => [id, [0, { members: membersOf(id) }]])),
    emails: Object.fromEntries([...emails, ANOTHER].map((email) => [email, [0, { user: holder(email) }]])),
  };
}

function outcomeOf(decision: Decision): Explanation {
  const { outcome, because } = decision;
  return { decision: outcome === 'skip' ? 'deny' : outcome, because, under: [decision] };
}
