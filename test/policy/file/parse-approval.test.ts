import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PolicyError, readPolicy } from '../../../lib/config/policy-file.ts';
import { parsePolicy, printProblem } from '../../../lib/policy/file/parse.ts';

const start = `version: 1
people:
  release: { users: [U0ANN], emails: [bo@example.com] }
  leads: { slackGroups: [S0LEADS] }
routes: [{ scope: all, channel: C0DEPLOYS }]
`;

function problems(yaml: string): string[] {
  const parsed = parsePolicy(yaml);
  return parsed.ok ? [] : parsed.problems.map((problem) => printProblem('policy.yml', problem));
}

function rule(text: string): string {
  return `${start}approvals:\n  - { id: prod, scope: all, ${text} }`;
}

const fine = 'require: [{ from: [release] }]';

describe('approvals in the policy file', () => {
  it('are parsed with defaults, and with durations in milliseconds', () => {
    const parsed = parsePolicy(
      rule(
        `${fine}, remind: [30s, 10m, 4h, 2d], escalate: { after: 48h, to: leads }, validFor: 24h, reason: { min: 10 }`,
      ),
    );
    expect(parsed).toMatchObject({
      ok: true,
      policy: {
        identities: {},
        approvals: [
          {
            id: 'prod',
            scope: 'all',
            require: [{ count: 1, from: ['release'] }],
            distinctPeople: true,
            whenUnknown: 'deny',
            reason: { min: 10 },
            remind: [30_000, 600_000, 14_400_000, 172_800_000],
            escalate: { after: 172_800_000, to: 'leads' },
            validFor: 86_400_000,
          },
        ],
      },
    });
  });

  it('may be absent, and people may be unused', () => {
    expect(problems(start)).toEqual([]);
    expect(parsePolicy(start)).toMatchObject({ policy: { approvals: [] } });
    expect(parsePolicy('version: 1\nroutes: [{ scope: all, channel: C0X }]')).toMatchObject({ policy: { people: {} } });
  });

  it.each([
    fine,
    'require: [{ count: 2, from: [release] }]',
    'require: [{ count: 9, from: [leads] }]',
    'require: [{ count: 3, from: [release, leads] }]',
    'require: [{ from: [release] }, { from: [release] }]',
    'distinctPeople: false, require: [{ count: 2, from: [release] }, { from: [release] }]',
    `${fine}, actions: ["approve-*", sign]`,
    `${fine}, forbid: [author, starter], whenUnknown: allow`,
    `${fine}, reason: { min: 400 }`,
  ])('may have %s', (text) => {
    expect(problems(rule(text))).toEqual([]);
  });

  it.each([
    [`${fine}, scoop: all`, 'policy.yml:7:61 approvals.0.scoop: unknown key; did you mean "scope"?'],
    ['require: [{ form: [release] }]', 'approvals.0.require.0.form: unknown key; did you mean "from"?'],
    [`${fine}, reason: { mn: 3 }`, 'approvals.0.reason.mn: unknown key; did you mean "min"?'],
    [`${fine}, escalate: { after: 1h, too: leads }`, 'approvals.0.escalate.too: unknown key; did you mean "to"?'],
    [
      'require: [{ from: [relaese] }]',
      'policy.yml:7:48 approvals.0.require.0.from.0: unknown people "relaese"; did you mean "release"?',
    ],
    ['require: [{ from: [release, constructor] }]', 'approvals.0.require.0.from.1: unknown people "constructor"'],
    [
      `${fine}, escalate: { after: 1h, to: leeds }`,
      'approvals.0.escalate.to: unknown people "leeds"; did you mean "leads"?',
    ],
    [
      'require: [{ from: [release] }], call: [U0ONCALL, here, leeds]',
      'approvals.0.call.2: unknown people "leeds"; did you mean "leads"?',
    ],
    [`${fine}, forbid: [autor]`, 'approvals.0.forbid.0: "autor" is not one of author, starter; did you mean "author"?'],
    [`${fine}, forbid: []`, 'approvals.0.forbid: '],
    [
      `${fine}, whenUnknown: denied`,
      'approvals.0.whenUnknown: "denied" is not one of deny, allow; did you mean "deny"?',
    ],
    [`${fine}, distinctPeople: 2`, 'approvals.0.distinctPeople: '],
    [`${fine}, actions: ["{a,b}"]`, 'approvals.0.actions.0: a pattern has letters'],
    [`${fine}, reason: { min: 0 }`, 'approvals.0.reason.min: '],
    [`${fine}, reason: { min: 401 }`, 'approvals.0.reason.min: '],
    ['require: []', 'approvals.0.require: '],
    ['require: [{ from: [] }]', 'approvals.0.require.0.from: '],
    ['require: [{ count: 0, from: [release] }]', 'approvals.0.require.0.count: '],
    ['require: [{ count: 1.5, from: [release] }]', 'approvals.0.require.0.count: '],
    ['distinctPeople: true', 'approvals.0.require: '],
    [
      'require: [{ count: 3, from: [release] }]',
      'policy.yml:7:41 approvals.0.require.0.count: needs 3 approvals from "release", which has 2 people',
    ],
    [
      'require: [{ count: 2, from: [release] }, { from: [release] }]',
      'policy.yml:7:29 approvals.0.require: needs 3 different people, but only 2 can approve; see distinctPeople',
    ],
    ...['4', '0h', '-4h', '1.55s', '4y', 'h', 'h4', '09:00', '1234567d', '""'].map((text): [string, string] => [
      `${fine}, validFor: ${text}`,
      'approvals.0.validFor: expected a duration greater than zero: a number and s, m, h or d, as 30s, 10m, 4h or 2d',
    ]),
    [`${fine}, remind: [4h, 0s]`, 'approvals.0.remind.1: expected a duration'],
    [`${fine}, escalate: { after: soon, to: leads }`, 'approvals.0.escalate.after: expected a duration'],
  ])('may not have %s', (text, problem) => {
    expect(problems(rule(text)).join('\n')).toContain(problem);
  });

  it('have one error for misspelt people, not also one for their number', () => {
    expect(problems(rule('require: [{ count: 2, from: [relaese] }]'))).toHaveLength(1);
  });

  it('have unique ids and known scopes', () => {
    const twice = `${start}approvals:\n  - { id: a, scope: all, ${fine} }\n  - { id: a, scope: alle, ${fine} }\n  - { scope: all, ${fine} }`;
    expect(problems(twice.split('\n').slice(0, -1).join('\n'))).toEqual([
      'policy.yml:8:7 approvals.1.id: another approval rule has the id "a"',
      'policy.yml:8:14 approvals.1.scope: unknown scope "alle"; did you mean "all"?',
    ]);
    expect(problems(twice).join('\n')).toContain('approvals.2');
  });

  it.each([
    [
      'people: { release: {} }',
      'policy.yml:2:11 people.release: this names no one; add slackGroups, emails, users or machines',
    ],
    [
      'people: { release: { slackGroup: [S0X] } }',
      'people.release.slackGroup: unknown key; did you mean "slackGroups"?',
    ],
    [
      'people: { release: { slackGroups: ["@release"] } }',
      'people.release.slackGroups.0: expected the id of a Slack user group',
    ],
    ['people: { release: { users: ["@ann"] } }', 'people.release.users.0: expected a Slack member ID'],
    ['people: { release: { emails: [ann] } }', 'people.release.emails.0: expected an e-mail address, NAME@HOST'],
    ['people: { release: { users: [] } }', 'people.release.users: '],
    ['identities: { "dependabot[bot]": Nobody }', 'identities.dependabot[bot]: expected a Slack member ID'],
    ['identities: { mia@old.example: Mia }', 'identities.mia@old.example: expected a Slack member ID'],
    [
      'identities: { mia@old.example: U0MIA, Mia@Old.example: U0JO }',
      'policy.yml:2:39 identities.Mia@Old.example: another entry describes the same identity "mia@old.example"',
    ],
  ])('may not name people as %s', (line, problem) => {
    expect(problems(`version: 1\n${line}\nroutes: [{ scope: all, channel: C0X }]`).join('\n')).toContain(problem);
  });
});

describe('the version of a policy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-'));
  async function version(yaml: string): Promise<string> {
    const file = join(folder, 'policy.yml');
    writeFileSync(file, yaml);
    return (await readPolicy(file)).version;
  }

  it('is the same for the same rules in another form', async () => {
    const one = await version(rule(`${fine}, validFor: 2d`));
    expect(one).toMatch(/^[0-9a-f]{12}$/);
    const [, release = '', leads = ''] = /( {2}release.*\n)( {2}leads.*\n)/.exec(start) ?? [];
    const turned = start.replace(release + leads, leads + release);
    expect(turned).not.toBe(start);
    const other = `approvals: # the same\n  - scope: all\n    validFor: 48h\n    require:\n      - { from: [release] }\n    id: prod\n${turned}`;
    expect(await version(other)).toBe(one);
  });

  it('differs for other rules', async () => {
    const seen = new Set<string>();
    const others = ['require: [{ from: [leads] }]', `${fine}, whenUnknown: allow`, `${fine}, actions: [sign]`];
    for (const yaml of [rule(fine), ...others.map(rule), rule(fine).replace('U0ANN', 'U0BO')]) {
      seen.add(await version(yaml));
    }
    expect(seen.size).toBe(5);
  });

  it('does not exist for an invalid policy', async () => {
    await expect(version('version: 2')).rejects.toThrow(PolicyError);
  });
});
