import type { ManualRule, SharedState } from '../../lib/core/command/shared-state.ts';
import type { FreezeDecision } from '../../lib/core/model/policy-port.ts';
import { times } from '../../lib/policy/calendar/time-sources.ts';
import { parsePolicy } from '../../lib/policy/file/parse.ts';
import type { Policy } from '../../lib/policy/file/schema.ts';
import type { AnyTarget } from '../../lib/policy/freeze/rule.ts';
import { rulesOf } from '../../lib/policy/rules.ts';

/** Short helpers that ask a policy about freezes. */

export const target = { account: '111122223333', region: 'eu-central-1', pipeline: 'payments-prod', stage: 'Deploy' };

const start = `version: 1
people: { release: { users: [U0ANN] }, leads: { users: [U0LEE] } }
scopes:
  prod: { pipelines: ["*-prod"] }
  test: { pipelines: ["*-test"] }
  deploys: { stages: ["Deploy*"] }
  builds: { stages: [Build] }
  tagged: { tags: { env: prod } }
  here: { regions: [eu-central-1], accounts: ["1111*"] }
  elsewhere: { regions: [us-east-1] }
  but-payments: { pipelines: ["*-prod"], exclude: { pipelines: ["pay*"] } }
  but-deploy: { pipelines: ["*-prod"], exclude: { stages: [Deploy] } }
  but-quiet: { pipelines: ["*-prod"], exclude: { tags: { quiet: "yes" } } }
routes: [{ scope: all, channel: C0DEPLOYS }]
`;

/** A policy with these freezes. A freeze without an id is called a, b, c; without a kind it denies, without a scope it
 *  covers everything, without a zone it is in Berlin. */
export function yamlOf(freezes: string[], top = ''): string {
  const list = freezes.map((freeze, index) => {
    const own = (key: string, value: string) =>
      new RegExp(`(^|[ ,{])${key}:`).test(freeze) ? '' : `${key}: ${value}, `;
    const words =
      own('id', 'abcdef'.charAt(index)) + own('kind', 'deny') + own('scope', 'all') + own('tz', 'Europe/Berlin');
    return `  - { ${words}${freeze} }`;
  });
  const commands = top.includes('commands:')
    ? ''
    : 'commands: [{ allow: [release, leads], do: [override], scope: all }]\n';
  return `${start}${commands}${top}\nfreezes:${list.length === 0 ? ' []' : `\n${list.join('\n')}`}\n`;
}

export function policyOf(freezes: string[], top = '', files: Record<string, string> = {}): Policy {
  const parsed = parsePolicy(yamlOf(freezes, top), files);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => `${problem.key}: ${problem.message}`).join('\n'));
  return parsed.policy;
}

export interface Circumstances {
  orders?: Record<string, ManualRule>;
  ended?: SharedState['ended'];
  calendars?: SharedState['calendars'];
  target?: Partial<AnyTarget>;
  top?: string;
  files?: Record<string, string>;
}

export function frozen(freezes: string[], at: string, more: Circumstances = {}): FreezeDecision {
  const { orders = {}, ended, calendars, top, files } = more;
  const rules = rulesOf(policyOf(freezes, top, files), 'test', times, { orders, ended, calendars });
  return rules.freeze({ ...target, ...more.target }, Date.parse(at));
}

/** An override by Ann, from and until times in UTC, of all freezes or the given ones. */
export function override(
  from: string,
  until: string,
  more: { freezes?: string[]; stages?: string[]; pipelines?: string[] } = {},
): ManualRule {
  const who = { by: 'U0ANN', name: 'Ann', reason: 'hotfix' };
  return { type: 'override', ...who, from: Date.parse(from), until: Date.parse(until), pipelines: ['*'], ...more };
}

export function ordered(from: string, until: string, pipelines = ['*'], stages?: string[]): ManualRule {
  const who = { by: 'U0LEE', name: 'Lee', reason: 'outage' };
  return {
    type: 'freeze',
    ...who,
    from: Date.parse(from),
    until: Date.parse(until),
    pipelines,
    ...(stages ? { stages } : {}),
  };
}

/** `allow`, `deny until 2026-11-23T07:00Z`, `report until …`, or `deny` without a known end. */
export function inShort({ decision, until, report }: FreezeDecision): string {
  const what = report ? 'report' : decision.outcome;
  return until === undefined ? what : `${what} until ${new Date(until).toISOString().replace(':00.000Z', 'Z')}`;
}
