import type { Decision } from '../core/base/decision.ts';
import type { PolicyPort } from '../core/model/policy-port.ts';
import type { PolicyRules } from './explain.ts';

export const BROKEN: Trouble = {
  what: 'The policy file is broken',
  brief: 'the policy file is broken',
  todo: 'Fix POLICY_FILE.',
};
export const UNREADABLE: Trouble = {
  what: 'Another version of Signalbox stored the freezes and overrides from Slack, and this one cannot read them',
  brief: 'the freezes from Slack cannot be read',
  todo: 'Deploy that version again.',
};
export const NO_GOOD_POLICY: Trouble = {
  what: 'Neither the published policy nor the last good one can be read',
  brief: 'no policy can be read',
  todo: 'Publish a valid policy.',
};

export interface Trouble {
  what: string;
  /** Beside a vote that does not count. */
  brief: string;
  todo: string;
}

/** Alerts use the last good policy. Nothing acts, because the intended permissions and freezes are unknown. */
export function closed(rules: PolicyRules, { what: trouble, brief, todo }: Trouble = BROKEN): PolicyPort {
  const denied = (what: string): Decision => ({
    rule: 'policy',
    outcome: 'deny',
    because: `${trouble}, so ${what}. ${todo}`,
  });
  return {
    ...rules,
    closed: true,
    // Report only: no message may announce a freeze that is not enforced.
    freeze: () => ({
      decision: { ...denied(FREEZE), under: [denied(FREEZE)] },
      report: true,
      rules: [],
      reopened: 'respect',
    }),
    locks: () => [],
    windows: () => [denied(FREEZE)],
    announcements: () => [],
    approval: (question) => ({
      ...rules.approval(question),
      decision: denied(APPROVAL),
      choice: undefined,
      by: [],
      open: false,
      mayReject: false,
      isDirect: false,
      needs: [],
      forbidden: [],
      comment: 0,
      refused: Object.fromEntries(
        question.votes.map(({ user }) => [user, `${denied(APPROVAL).because} Signalbox keeps your vote until then.`]),
      ),
      notCounted: Object.fromEntries(question.votes.map(({ user }) => [user, brief])),
      lookUp: { groups: [], emails: [] },
    }),
    // True, so that the note on a failure always explains why nothing is retried.
    retries: true,
    retry(question) {
      const policyAnswer = rules.retry(question);
      const isRejected = question.failures.some(({ category }) => category === 'Approval');
      return isRejected ? policyAnswer : { ...policyAnswer, decision: denied(RETRY), report: false };
    },
    may: () => ({ decision: denied(COMMAND), lookUp: { groups: [], emails: [] } }),
    acts: () => [],
  };
}

const FREEZE = 'no transition is closed or opened';
const APPROVAL = 'Signalbox answers no approvals; decide in the AWS console';
const RETRY = 'nothing is retried automatically';
const COMMAND = 'commands change nothing';
