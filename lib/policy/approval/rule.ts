import type { PeopleSelector } from '../../core/approval/types.ts';
import type { ApprovalQuestion } from '../../core/model/policy-port.ts';
import type { Policy, Scope } from '../file/schema.ts';
import { type Identities, identityKey } from '../people/identity.ts';
import { selectorOf } from '../people/members.ts';
import { ALL, type AnyPipeline, coverage, matchesAny } from '../scope/scope.ts';
import type { ApprovalSchema } from './schema.ts';

/** An approval rule with what it names elsewhere in the policy. */
export interface ApprovalRule extends Omit<ApprovalSchema, 'scope' | 'require' | 'escalate'> {
  /** Absent: everything. */
  scope: Scope | undefined;
  require: Requirement[];
  escalate?: { after: number; to: PeopleSelector } | undefined;
}

/** So many of these people. */
export interface Requirement {
  count: number;
  /** As the policy calls them. */
  names: string[];
  from: PeopleSelector;
}

export interface ApprovalRules {
  rules: ApprovalRule[];
  identities: Identities;
}

export function approvalRules(policy: Policy): ApprovalRules {
  return {
    rules: policy.approvals.map(({ scope, require, escalate, ...rule }) => ({
      ...rule,
      scope: scope === ALL ? undefined : policy.scopes[scope],
      require: require.map(({ count, from }) => ({ count, names: from, from: selectorOf(policy, from) })),
      escalate: escalate && { after: escalate.after, to: selectorOf(policy, [escalate.to]) },
    })),
    identities: new Map(Object.entries(policy.identities).map(([key, user]) => [identityKey(key), user])),
  };
}

/** The same about any stage or action, where none is named. */
export type AnyApproval = Omit<ApprovalQuestion, 'subject' | 'stage' | 'action'> & {
  subject: AnyPipeline;
  stage?: string | undefined;
  action?: string | undefined;
};

/** Every rule that covers this approval, surely or perhaps: a rule too many only makes it stricter. */
export function covering(rules: ApprovalRule[], { subject, stage, action }: AnyApproval) {
  return rules.flatMap((rule) => {
    if (rule.actions && action !== undefined && !matchesAny(rule.actions, action)) return [];
    const covered = rule.scope === undefined ? 'yes' : coverage(rule.scope, subject, stage);
    return covered === 'no' ? [] : [{ rule, isSure: covered === 'yes' }];
  });
}
