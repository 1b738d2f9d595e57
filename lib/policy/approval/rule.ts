import type { PeopleSelector } from '../../core/approval/types.ts';
import type { ApprovalQuestion } from '../../core/model/policy-port.ts';
import { type Machines, machinesOf } from '../events/machines.ts';
import type { Policy, Scope } from '../file/schema.ts';
import { type Identities, identityKey } from '../people/identity.ts';
import { mentionsIn, selectorOf } from '../people/members.ts';
import { ALL, type AnyPipeline, coverage, matchesAny } from '../scope/scope.ts';
import type { ApprovalSchema } from './schema.ts';

export interface ApprovalRule extends Omit<ApprovalSchema, 'scope' | 'require' | 'escalate' | 'call'> {
  scope: Scope | undefined;
  require: Requirement[];
  escalate?: { after: number; to: PeopleSelector };
  /** Mentions, in place of the people in `require`. */
  call?: string[];
}

export interface Requirement {
  count: number;
  names: string[];
  from: PeopleSelector;
}

export interface ApprovalRules {
  rules: ApprovalRule[];
  identities: Identities;
  machines: Machines;
}

export function approvalRules(policy: Policy): ApprovalRules {
  return {
    rules: policy.approvals.map(({ scope, require, escalate, call, ...rule }) => ({
      ...rule,
      scope: scope === ALL ? undefined : policy.scopes[scope],
      require: require.map(({ count, from }) => ({ count, names: from, from: selectorOf(policy, from) })),
      call: call && mentionsIn(policy, call),
      escalate: escalate && { after: escalate.after, to: selectorOf(policy, [escalate.to]) },
    })),
    machines: machinesOf(policy),
    identities: new Map(Object.entries(policy.identities).map(([key, user]) => [identityKey(key), user])),
  };
}

/** The same question, possibly without a stage and an action. */
export type AnyApproval = Omit<ApprovalQuestion, 'subject' | 'stage' | 'action'> & {
  subject: AnyPipeline;
  stage?: string;
  action?: string;
};

/** Includes rules that may not cover this approval: an extra rule only makes the decision stricter. */
export function covering(rules: ApprovalRule[], { subject, stage, action }: AnyApproval) {
  return rules.flatMap((rule) => {
    if (rule.actions && action !== undefined && !matchesAny(rule.actions, action)) return [];
    const covered = rule.scope === undefined ? 'yes' : coverage(rule.scope, subject, stage);
    return covered === 'no' ? [] : [{ rule, isSure: covered === 'yes' }];
  });
}
