import type { Decision } from '../core/base/decision.ts';
import type { PolicyPort } from '../core/model/policy-port.ts';
import type { PolicyRules } from './explain.ts';

/** The rules while the policy file is broken: alerts go out by a policy that is known to be good, and nothing acts,
 *  because what the broken file allows or forbids is not known. */
export function closed(rules: PolicyRules): PolicyPort {
  return {
    ...rules,
    closed: true,
    // Only reported: no message may say that a freeze holds what nothing holds.
    freeze: () => ({
      decision: { ...denied(FREEZE), under: [denied(FREEZE)] },
      report: true,
      rules: [],
      reopened: 'respect',
    }),
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
        question.votes.map(({ user }) => [user, `${denied(APPROVAL).because} Your vote is kept until then.`]),
      ),
      lookUp: { groups: [], emails: [] },
    }),
    // The note on a failure says so, whatever is retried by the policy that serves for alerts.
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

function denied(what: string): Decision {
  return { rule: 'policy', outcome: 'deny', because: `The policy file is broken, so ${what}. Fix POLICY_FILE.` };
}
