import { mentionsOf } from '../../core/approval/mentions.ts';
import type { PeopleSelector } from '../../core/approval/types.ts';
import type { ApprovalDecision } from '../../core/model/policy-port.ts';
import type { Identities } from '../people/identity.ts';
import { unique } from '../people/members.ts';
import { emailsOfForbidden } from './forbid.ts';
import { parts } from './messages.ts';
import type { AnyApproval, ApprovalRule } from './rule.ts';

type Terms = Pick<ApprovalDecision, 'lookUp' | 'call' | 'forbidden' | 'comment' | 'remind' | 'escalations'> & {
  /** Milliseconds. */
  validFor: number;
};

/** The people who are called for the approval, if the rule names others than those who may approve. */
function peopleToCall({ call, require }: ApprovalRule): string[] {
  return call ?? mentionsOf(require.map(({ from }) => from));
}

export function termsOf(rules: ApprovalRule[], question: AnyApproval, identities: Identities): Terms {
  const from = rules.flatMap(({ require }) => require.map((requirement) => requirement.from));
  const others = rules.flatMap((rule) => emailsOfForbidden(rule, question, identities));
  const forbid = unique(rules.flatMap((rule) => rule.forbid ?? [])).sort();
  return {
    lookUp: {
      groups: unique(from.flatMap(({ groups }) => groups)).sort(),
      emails: unique([...from.flatMap(({ emails }) => emails), ...others]).sort(),
    },
    call: rules.some(({ call }) => call) ? unique(rules.flatMap(peopleToCall)) : undefined,
    forbidden: forbid.map((part) => parts[part]),
    comment: Math.max(0, ...rules.map(({ reason }) => reason?.min ?? 0)),
    remind: unique(rules.flatMap(({ remind = [] }) => remind)).sort((a, b) => a - b),
    escalations: escalationsOf(rules),
    validFor: Math.min(...rules.map(({ validFor = Number.POSITIVE_INFINITY }) => validFor)),
  };
}

/** Each rule's escalation happens: a rule of a team adds, and takes nothing away. */
function escalationsOf(rules: ApprovalRule[]): ApprovalDecision['escalations'] {
  const byTime = Map.groupBy(
    rules.flatMap(({ escalate }) => escalate ?? []),
    ({ after }) => after,
  );
  return [...byTime]
    .map(([after, all]) => ({ after, to: together(all.map(({ to }) => to)) }))
    .sort((a, b) => a.after - b.after);
}

function together(selectors: PeopleSelector[]): PeopleSelector {
  return {
    users: unique(selectors.flatMap(({ users }) => users)),
    groups: unique(selectors.flatMap(({ groups }) => groups)),
    emails: unique(selectors.flatMap(({ emails }) => emails)),
  };
}
