import type { Vote } from '../../lib/core/approval/types.ts';
import type { ApprovalDecision, ApprovalQuestion } from '../../lib/core/model/policy-port.ts';
import { rules } from '../kit/rules.ts';

/** Short helpers that ask a policy about one approval. */

export const NOW = Date.UTC(2026, 10, 22, 12);

/** `ann+ bo-` : Ann approves, then Bo rejects; `ann+why` has a comment. A minute lies between two votes. */
export function votes(shorthand: string): Vote[] {
  const words = shorthand.split(' ').filter((word) => word !== '');
  return words.map((word, index) => {
    const { who = '', sign, comment } = /^(?<who>\w+)(?<sign>[+-])(?<comment>.*)$/.exec(word)?.groups ?? {};
    return {
      user: `U0${who.toUpperCase()}`,
      name: `${who.charAt(0).toUpperCase()}${who.slice(1)}`,
      decision: sign === '+' ? 'approve' : 'reject',
      comment: comment === '' ? undefined : comment?.replaceAll('_', ' '),
      channel: 'C0DEPLOYS',
      at: NOW - (words.length - index) * 60_000,
    };
  });
}

export type Asked = Partial<ApprovalQuestion> & { tags?: Record<string, string> };

export function question(shorthand: string, { tags, ...more }: Asked = {}): ApprovalQuestion {
  return {
    subject: { account: '111122223333', region: 'eu-central-1', pipeline: 'payments-prod', executionId: 'e', tags },
    stage: 'Deploy',
    action: 'approve-deploy',
    votes: votes(shorthand),
    authors: [],
    known: {},
    now: NOW,
    ...more,
  };
}

/** Release is Ann, Bo and Cy; security is Cy and Di; platform is known to Slack only; leads are Lee. */
const people = `
people:
  release: { users: [U0ANN, U0BO, U0CY] }
  security: { users: [U0CY, U0DI] }
  platform: { slackGroups: [S0PLATFORM], emails: [Ed@Example.com] }
  office: { emails: [ed@example.com] }
  everybody: { users: [U0ANN, U0BO, U0CY, U0MIA] }
  leads: { users: [U0LEE], slackGroups: [S0LEADS] }
identities:
  MIA@old.example: U0MIA
  "": U0LEE
  Bo Berg: U0BO
  "arn:aws:iam::123456789012:user/cy": U0CY
  deployer: U0DI
  "dependabot[bot]": nobody
  "arn:aws:iam::123456789012:user/ci": nobody`;

export const scopes = `
scopes:
  prod: { pipelines: ["*-prod"] }
  test: { pipelines: ["*-test"] }
  deploys: { stages: ["Deploy*"] }
  builds: { stages: [Build] }
  tagged: { tags: { env: prod } }
  untagged: { pipelines: ["*"], exclude: { tags: { env: prod } } }
  other: { pipelines: ["*"], exclude: { stages: [Deploy] } }`;

/** The decision of the rules. A rule without an id is called a, b or c; a rule without a scope covers everything. */
export function ask(approvals: string[], shorthand: string, asked: Asked = {}): ApprovalDecision {
  const list = approvals.map((rule, index) => {
    const id = /\bid:/.test(rule) ? '' : `id: ${'abc'.charAt(index)}, `;
    return `  - { ${id}${/\bscope:/.test(rule) ? '' : 'scope: all, '}${rule} }`;
  });
  const routes = 'routes: [{ scope: all, channel: C0DEPLOYS }]';
  const yaml = `version: 1${scopes}${people}\n${routes}\napprovals:\n${list.join('\n')}`;
  return rules(yaml).approval(question(shorthand, asked));
}
