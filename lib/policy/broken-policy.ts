import type { Decision } from '../core/base/decision.ts';
import type { PolicyPort } from '../core/model/policy-port.ts';
import type { PolicyRules } from './explain.ts';

/** Alerts use the last good policy. Nothing acts, because the intended permissions and freezes are unknown. */
export function closed(rules: PolicyRules): PolicyPort {
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
        question.votes.map(({ user }) => [user, `${denied(APPROVAL).because} Your vote is kept until then.`]),
      ),
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

function denied(what: string): Decision {
  return { rule: 'policy', outcome: 'deny', because: `The policy file is broken, so ${what}. Fix POLICY_FILE.` };
}
