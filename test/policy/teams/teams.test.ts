import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApprovalQuestion, PermissionTarget } from '../../../lib/core/model/policy-port.ts';
import { filesOf } from '../../../lib/policy/calendar/calendar-files.ts';
import { times } from '../../../lib/policy/calendar/time-sources.ts';
import { ONLY_MAIN_FILE } from '../../../lib/policy/command/messages.ts';
import { parsePolicy, printProblem } from '../../../lib/policy/file/parse.ts';
import { compilePatterns, patternsFor } from '../../../lib/policy/pattern/failure-pattern.ts';
import { rulesOf } from '../../../lib/policy/rules.ts';
import { coverage, coveredStages, coversPipeline } from '../../../lib/policy/scope/scope.ts';
import { teamFilesOf } from '../../../lib/policy/teams/read.ts';

const MAIN = `version: 1
scopes:
  payments-prod: { pipelines: ["payments-*"], exclude: { pipelines: ["payments-core"] } }
  search-prod: { pipelines: ["search-*"], stages: ["Deploy*"] }
  web-prod: { pipelines: ["web-*"], tags: { env: prod } }
people: { release: { users: [U0REL] } }
routes: [{ id: everything, scope: all, channel: C0ALL }]
commands: [{ allow: [release], do: [freeze, thaw, override], scope: all }]
freezes:
  - { id: hours, kind: allow, scope: all, tz: UTC, every: { cron: "0 9 * * *", until: "0 17 * * *" } }
teams:
  payments: { file: payments.yml, scopes: [payments-prod] }
  search: { file: search/policy.yml, scopes: [search-prod] }
  web: { file: web.yml, scopes: [web-prod] }
`;
const FILES = {
  'payments.yml': `x-here: &here { scope: payments-prod }
scopes: { blue: { pipelines: ["*-blue", "payments-core"] } }
people: { payers: { users: [U0PAY] } }
routes: [{ <<: *here, id: payers, channel: C0PAY }]
approvals: [{ <<: *here, id: pay, require: [{ from: [payers, release] }] }]
freezes: [{ id: always, kind: allow, scope: blue, tz: UTC, every: { cron: "0 * * * *", duration: 2h } }]
commands: [{ allow: [payers], do: [retry, override, freeze], scope: blue }]
retry: [{ <<: *here, id: pay-again }]
`,
  'search/policy.yml': `freezes: [{ id: holidays, kind: deny, scope: search-prod, tz: UTC, ics: days.ics }]
signatures: [{ id: flaky, match: oops, class: transient-infra, retryable: true, positive: oops, negative: fine }]
`,
  'web.yml': 'routes: [{ scope: web-prod, channel: C0WEB }]\n',
  'search/days.ics': [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'UID:1',
    'DTSTART;VALUE=DATE:20261224',
    'SUMMARY:Holiday',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n'),
};

function parsed(changed: Partial<typeof FILES> & Record<string, string> = {}, main = MAIN) {
  const result = parsePolicy(main, { ...FILES, ...changed });
  return result.ok ? [] : result.problems.map((problem) => printProblem('policy/main.yml', problem));
}

function policy(main = MAIN) {
  const result = parsePolicy(main, FILES);
  if (!result.ok) throw new Error(result.problems.map((problem) => printProblem('main.yml', problem)).join('\n'));
  return result.policy;
}

const rules = () => rulesOf(policy(), 'test', times);
const at = Date.UTC(2026, 10, 30, 12);
const night = Date.UTC(2026, 10, 30, 22);
const place = { account: '111122223333', region: 'eu-central-1' };

describe('a policy in four files', () => {
  it('is one policy, with the rules of the main file first', () => {
    const { freezes, routes, calendars } = policy();
    expect(freezes.map(({ id, team }) => [id, team])).toEqual([
      ['hours', undefined],
      ['always', 'payments'],
      ['holidays', 'search'],
    ]);
    expect(routes.map(({ channel }) => channel)).toEqual(['C0ALL', 'C0PAY', 'C0WEB']);
    expect(Object.keys(calendars ?? {})).toEqual(['search/days.ics']);
  });

  it('has the scopes, people and rules of all files, and knows the team of each command', () => {
    const { scopes, people, approvals, commands, retry, signatures } = policy();
    expect(Object.keys(scopes)).toEqual(['payments-prod', 'search-prod', 'web-prod', 'blue']);
    expect(scopes.blue).toEqual({ pipelines: ['*-blue', 'payments-core'], within: scopes['payments-prod'] });
    expect(people).toEqual({ release: { users: ['U0REL'] }, payers: { users: ['U0PAY'] } });
    expect(approvals.map(({ id }) => id)).toEqual(['pay']);
    expect(commands.map(({ allow, team }) => [allow, team])).toEqual([
      [['release'], undefined],
      [['payers'], 'payments'],
    ]);
    expect(retry.map(({ id }) => id)).toEqual(['pay-again']);
    expect(signatures?.map(({ id, within }) => [id, within])).toEqual([['flaky', [scopes['search-prod']]]]);
  });

  it('has the failure patterns of the main file first, for all pipelines, and may have none', () => {
    const own = '{ id: main, match: a, class: throttling, positive: a, negative: b }';
    expect(policy(`${MAIN}signatures: [${own}]\n`).signatures?.map(({ id, within }) => [id, within?.length])).toEqual([
      ['main', undefined],
      ['flaky', 1],
    ]);
    const result = parsePolicy(MAIN, { ...FILES, 'search/policy.yml': 'routes: []\n' });
    expect(result.ok && result.policy).not.toHaveProperty('signatures');
  });

  it('lists the files it needs before the check', () => {
    expect(teamFilesOf(MAIN)).toEqual(['payments.yml', 'search/policy.yml', 'web.yml']);
    expect(filesOf(FILES['search/policy.yml'])).toEqual(['days.ics']);
    expect(
      teamFilesOf('teams: { a: { file: ../secrets.yml }, b: { file: /etc/x.yml }, c: 1, d: { file: 2 } }'),
    ).toEqual([]);
    expect(teamFilesOf('teams: { a: { file: a.yml }, b: { file: a.yml } }')).toEqual(['a.yml']);
    expect(teamFilesOf('version: 1')).toEqual([]);
    expect(teamFilesOf('\tteams: {}')).toEqual([]);
  });

  it('locates a rule in the file of its team', () => {
    const result = parsePolicy(MAIN, FILES);
    expect(result.ok && result.placeOf(['freezes', 2])).toMatchObject({ file: 'search/policy.yml', line: 1 });
    expect(result.ok && result.placeOf(['freezes', 0])).toMatchObject({ line: 10 });
    expect(result.ok && result.placeOf(['scopes', 'blue'])).toMatchObject({ file: 'payments.yml', line: 2 });
    const at = (...path: PropertyKey[]) => {
      const { file, line, path: own } = result.ok ? result.placeOf(path) : { line: 0 };
      return [file, line, ...(own === undefined ? [] : [own.join('.')])];
    };
    expect(at('freezes', 1, 'tz')).toEqual(['payments.yml', 6, 'freezes.0.tz']);
    expect(at('routes', 1)).toEqual(['payments.yml', 4, 'routes.0']);
    expect(at('routes', 2)).toEqual(['web.yml', 1, 'routes.0']);
    expect(at('signatures', 0)).toEqual(['search/policy.yml', 2, 'signatures.0']);
    expect(at('people', 'payers', 'users')).toEqual(['payments.yml', 3, 'people.payers.users']);
    expect(at('people', 'release')).toEqual([undefined, 6]);
    expect(at('freezes')).toEqual([undefined, 9]);
    expect(at('commands', 9)).toEqual([undefined, 8]);
    expect(at('scopes')).toEqual([undefined, 2]);
  });
});

describe('a scope of a team', () => {
  it('covers only what its parent scope covers', () => {
    const frozen = (pipeline: string) =>
      rules()
        .freeze({ ...place, pipeline, stage: 'Deploy' }, at)
        .decision.under?.map(({ rule }) => rule);
    expect(frozen('payments-blue')).toEqual(['hours', 'always']);
    // `blue` names these two, and they are not in payments-prod.
    expect(frozen('search-blue')).toEqual(['hours', 'holidays']);
    expect(frozen('payments-core')).toEqual(['hours']);
  });

  it('does not allow an override of a manual freeze: only the main file does', () => {
    const subject = { ...place, pipeline: 'payments-blue' };
    const about: PermissionTarget = { type: 'pipeline', subject, stages: ['Deploy'] };
    const may = (user: string, main = MAIN) =>
      rulesOf(policy(main), 'test', times).may({
        user,
        act: 'override',
        about,
        known: {},
        override: { freezes: ['m1'], length: 1, ordered: ['m1'] },
      });
    expect(may('U0PAY').decision).toMatchObject({
      outcome: 'deny',
      because: expect.stringMatching(/^Only people in "release"/),
    });
    expect(may('U0REL').decision.outcome).toBe('allow');
    // The main file allows them another command there, and this command in another scope.
    const main = MAIN.replace('users: [U0REL]', 'users: [U0REL, U0PAY]').replace(
      /^commands: .*$/m,
      'commands: [{ allow: [release], do: [freeze], scope: all }, { allow: [release], do: [override], scope: search-prod }]',
    );
    expect(may('U0PAY', main)).toEqual({
      decision: expect.objectContaining({ outcome: 'deny', because: ONLY_MAIN_FILE }),
      lookUp: { groups: [], emails: [] },
    });
  });

  it('gives no permission outside its parent scope', () => {
    const may = (pipelines: string[]) => {
      const about: PermissionTarget = { type: 'globs', pipelines, stages: ['Deploy'] };
      return rules().may({ user: 'U0PAY', act: 'freeze', about, known: {} }).decision.outcome;
    };
    expect(may(['search-blue'])).toBe('deny');
    expect(may(['*-blue'])).toBe('deny');
    const retry = (pipeline: string) =>
      rules()
        .acts({ ...place, pipeline, stage: 'Deploy' })
        .includes('retry');
    expect([retry('payments-blue'), retry('search-blue'), retry('payments-core')]).toEqual([true, false, false]);
  });

  it('never covers what its parent scope does not cover', () => {
    const name = fc.constantFrom('a', 'b', 'ab', 'ba');
    const glob = fc.constantFrom('a', 'b', 'a*', '*b', '?', '*');
    const globs = fc.option(fc.array(glob, { minLength: 1, maxLength: 2 }), { nil: undefined });
    const selector = fc.record({ pipelines: globs, stages: globs, accounts: globs });
    const scope = fc.record({
      pipelines: globs,
      stages: globs,
      accounts: globs,
      exclude: fc.option(selector, { nil: undefined }),
    });
    const subject = fc.record({ pipeline: name, account: fc.option(name, { nil: undefined }) });
    fc.assert(
      fc.property(scope, scope, subject, name, (outer, inner, where, stage) => {
        const part = { ...inner, within: outer };
        if (!coversPipeline(outer, where)) expect(coversPipeline(part, where)).toBe(false);
        expect(coveredStages(outer, where, [stage])).toEqual(
          expect.arrayContaining(coveredStages(part, where, [stage])),
        );
        const [whole, some] = [coverage(outer, where, stage), coverage(part, where, stage)];
        if (whole === 'no') expect(some).toBe('no');
        if (some === 'yes') expect(whole).toBe('yes');
      }),
      { numRuns: 300 },
    );
  });

  it('is announced in the channels of its pipelines', () => {
    expect(rules().audience(['search-one'])).toEqual(['C0ALL']);
    expect(rules().audience(['payments-blue'])).toEqual(['C0ALL', 'C0PAY']);
  });

  it('receives no stage outside its parent scope', () => {
    const files = {
      ...FILES,
      'search/policy.yml':
        'scopes: { one: { pipelines: [search-one] } }\nroutes: [{ scope: one, channel: C0SEARCH }]\n',
    };
    const result = parsePolicy(MAIN, files);
    const routed = (stage: string) =>
      result.ok &&
      rulesOf(result.policy, 'test', times)
        .route({ ...place, pipeline: 'search-one', executionId: 'e' }, [
          { type: 'failed', key: 'failed@1', stages: [stage] },
        ])
        .map(({ channel }) => channel);
    expect([routed('Deploy'), routed('Build')]).toEqual([['C0ALL', 'C0SEARCH'], ['C0ALL']]);
  });

  it('does not replace a digest of the main file in the same channel', () => {
    const digest = (every: string) => `{ scope: payments-prod, channel: C0OPS, on: [], digest: { every: "${every}" } }`;
    const main = MAIN.replace('routes: [', `routes: [${digest('0 9 * * *')}, `);
    const result = parsePolicy(main, { ...FILES, 'payments.yml': `routes: [${digest('0 0 1 1 *')}]\n` });
    const found = result.ok ? rulesOf(result.policy, 'test', times).digests() : [];
    expect(found.map(({ turns }) => turns(at).next)).toEqual([Date.UTC(2026, 11, 1, 9)]);
  });

  it('opens nothing that the main file keeps closed', () => {
    const target = { ...place, pipeline: 'payments-blue', stage: 'Deploy' };
    expect(rules().freeze(target, night)).toMatchObject({
      decision: { outcome: 'deny' },
      rules: ['hours'],
      until: Date.UTC(2026, 11, 1, 9),
    });
    expect(rules().freeze(target, at).decision.outcome).toBe('allow');
  });

  it('limits the failure patterns of a team', () => {
    const patterns = compilePatterns(policy().signatures);
    const ids = (pipeline: string, stage: string) =>
      patternsFor(patterns, { ...place, pipeline, stage }).map(({ id }) => id);
    expect(ids('search-one', 'Deploy')).toEqual(['flaky']);
    expect(ids('search-one', 'Build')).toEqual([]);
    expect(ids('payments-one', 'Deploy')).toEqual([]);
  });
});

describe('the file of a team', () => {
  it.each([
    [
      'the scope of another team',
      { 'web.yml': 'routes:\n  - { scope: search-prod, channel: C0WEB }\n' },
      'policy/web.yml:2:7 routes.0.scope: "search-prod" is not a scope of team web, which may speak about web-prod, and scopes of this file within',
    ],
    [
      'the own scope of another team',
      { 'web.yml': 'routes: [{ scope: blue, channel: C0WEB }]' },
      'policy/web.yml:1:12 routes.0.scope: "blue" is not a scope of team web, which may speak about web-prod, and scopes of this file within',
    ],
    [
      'a rule for everything',
      {
        'web.yml': 'freezes: [{ id: f, kind: deny, scope: all, tz: UTC, every: { cron: "0 1 * * *", duration: 1h } }]',
      },
      'policy/web.yml:1:32 freezes.0.scope: "all" is everything, and team web may speak about web-prod, and scopes of this file within',
    ],
    [
      'pipelines outside of its scope',
      { 'payments.yml': 'scopes: { s: { pipelines: ["payments-a", "search-*"] } }' },
      'policy/payments.yml:1:42 scopes.s.pipelines.1: "search-*" is outside of scope "payments-prod", which has the pipelines payments-*; a team cannot go beyond its scopes',
    ],
    [
      'a scope within one of another team',
      { 'payments.yml': 'scopes: { s: { within: search-prod, pipelines: [a] } }' },
      'policy/payments.yml:1:16 scopes.s.within: "search-prod" is not given to team payments; use payments-prod',
    ],
    [
      'a key of the main file',
      { 'web.yml': 'mode: report\naccounts: []\n' },
      'policy/web.yml:1:1 mode: only the main file may have "mode"\npolicy/web.yml:2:1 accounts: only the main file may have "accounts"',
    ],
    [
      'people of another team',
      { 'web.yml': 'approvals: [{ id: w, scope: web-prod, require: [{ from: [payers] }] }]' },
      'policy/web.yml:1:58 approvals.0.require.0.from.0: "payers" belongs to team payments; name people of this file or of the main file',
    ],
    [
      'people of another team in "call", also under a name that could be a mention',
      {
        'payments.yml': FILES['payments.yml'].replace('payers: {', 'SRE: { users: [U0SRE] }, payers: {'),
        'web.yml': 'routes: [{ scope: web-prod, channel: C0WEB, call: [SRE] }]',
      },
      'policy/web.yml:1:52 routes.0.call.0: "SRE" belongs to team payments; name people of this file or of the main file',
    ],
    ...['U0ONCALL001', 'S0LEADS', 'WABCDEFGH', 'here', 'author-dm'].map(
      (name): [string, Record<string, string>, string] => [
        `a set with the name ${name}, which is a mention in the main file`,
        { 'web.yml': `people: { ${name}: { users: [U0EVE] } }` },
        `policy/web.yml:1:11 people.${name}: "${name}" is a mention in Slack, so "call" could mean the set or the mention; give the set another name, such as "on-call"`,
      ],
    ),
    [
      'an id of another file',
      {
        'web.yml':
          'freezes:\n  - { id: always, kind: deny, scope: web-prod, tz: UTC, every: { cron: "0 1 * * *", duration: 1h } }',
      },
      'policy/web.yml:2:7 freezes.0.id: another freeze has the id "always": policy/payments.yml:6',
    ],
    [
      'a name of the main file',
      { 'web.yml': 'people: { release: { users: [U0WEB] } }' },
      'policy/web.yml:1:11 people.release: another file has a set of people with the name "release": policy/main.yml:6',
    ],
    [
      'a scope with the name of another file',
      { 'web.yml': 'scopes: { blue: { stages: [a] } }' },
      'policy/web.yml:1:11 scopes.blue: another file has a scope with the name "blue": policy/payments.yml:2',
    ],
    [
      'a failure pattern although its scopes are tags',
      { 'web.yml': 'signatures: [{ id: w, match: a, class: throttling, positive: a, negative: b }]' },
      'policy/web.yml:1:14 signatures.0: a failure pattern applies in the scopes of its team, and the tags of a pipeline are unknown there; give the team a scope without tags, or put the pattern in the main file',
    ],
    [
      'a misspelt key',
      { 'web.yml': 'routes: [{ scope: web-prod, chanel: C0WEB }]' },
      'policy/web.yml:1:29 routes.0.chanel: unknown key; did you mean "channel"?',
    ],
    ['a syntax error', { 'web.yml': '\troutes: []' }, /^policy\/web.yml:1:1 a tab cannot indent/],
    ['no rules', { 'web.yml': '# none' }, /^policy\/web.yml:1:1 the file is empty; the file of a team has rules/],
    [
      'an unreadable calendar',
      { 'search/days.ics': 'BEGIN:VCALENDAR\r\n' },
      /^policy\/search\/policy.yml:1:\d+ freezes.0.ics: search\/days.ics:1: /,
    ],
  ])('cannot have %s', (_, files, words) => {
    const found = parsed(files).join('\n');
    if (typeof words === 'string') expect(found).toBe(words);
    else expect(found).toMatch(words);
  });

  it('cannot enforce while the main file reports', () => {
    const enforced = { 'payments.yml': FILES['payments.yml'].replace('tz: UTC', 'tz: UTC, mode: enforce') };
    expect(parsed(enforced)).toEqual([]);
    expect(parsed(enforced, `${MAIN}mode: report\n`)).toEqual([
      expect.stringMatching(/^policy\/payments.yml:6:\d+ freezes.0.mode: the main file has "mode: report"/),
    ]);
  });

  it('must name the parent scope of a scope if it has several', () => {
    const main = MAIN.replace('[payments-prod] }', '[payments-prod, web-prod] }');
    expect(parsed({}, main)).toEqual([
      'policy/payments.yml:2:11 scopes.blue: the team has several scopes; name the one that this is a part of, as within: payments-prod (or web-prod)',
    ]);
    const within = FILES['payments.yml'].replace('blue: {', 'blue: { within: payments-prod,');
    expect(parsed({ 'payments.yml': within }, main)).toEqual([]);
  });
});

describe('the main file', () => {
  it.each([
    [
      'people of a team',
      [', scope: all }', ', scope: all }, { allow: [payers], do: [freeze], scope: all }'],
      /commands.1.allow.0: "payers" belongs to team payments, which could change it/,
    ],
    [
      'a scope of a team',
      ['scope: all, channel', 'scope: blue, channel'],
      /routes.0.scope: scope "blue" belongs to team payments/,
    ],
    ['scope all for a team', ['[search-prod]', '[all]'], /teams.search.scopes.0: "all" is for the main file only/],
    [
      'an unknown scope',
      ['[search-prod]', '[search-prd]'],
      /teams.search.scopes.0: unknown scope "search-prd"; did you mean "search-prod"/,
    ],
    [
      'one file for two teams',
      ['search/policy.yml', 'payments.yml'],
      /teams.search.file: this is the file of team payments already/,
    ],
    [
      'a file in another folder',
      ['web.yml', '../web.yml'],
      /teams.web.file: expected a YAML file beside the main file/,
    ],
    ['a missing file', ['web.yml', 'wed.yml'], /teams.web.file: wed.yml: it was not read/],
  ])('cannot have %s', (_, [before, after], words) => {
    const found = parsed({}, MAIN.replace(before ?? '', after ?? ''));
    expect(found.join('\n')).toMatch(words);
    expect(found.every((line) => !line.startsWith('policy/undefined'))).toBe(true);
  });

  it('cannot call people of a team under a name that could be a mention', () => {
    const files = { 'payments.yml': FILES['payments.yml'].replace('payers: {', 'SRE: { users: [U0SRE] }, payers: {') };
    const main = MAIN.replace('channel: C0ALL', 'channel: C0ALL, call: [SRE]');
    expect(parsed(files)).toEqual([]);
    expect(parsed(files, main)).toEqual([
      expect.stringMatching(
        /^policy\/main.yml:7:\d+ routes.0.call.0: "SRE" belongs to team payments, which could change it/,
      ),
    ]);
    const own = main.replace('people: {', 'people: { SRE: { users: [U0OPS] },');
    expect(parsed({}, own)).toEqual([]);
  });

  it('keeps its escalation beside one of a team', () => {
    const rule = (id: string, scope: string, after: string) =>
      `{ id: ${id}, scope: ${scope}, require: [{ from: [release] }], escalate: { after: ${after}, to: release } }`;
    const files = { ...FILES, 'payments.yml': `approvals: [${rule('pay', 'payments-prod', '5m')}]\n` };
    const result = parsePolicy(`${MAIN}approvals: [${rule('all', 'all', '2h')}]\n`, files);
    if (!result.ok) throw new Error('The policy is not valid');
    const { escalations } = rulesOf(result.policy, 'test', times).approval({
      subject: { ...place, pipeline: 'payments-blue', executionId: 'e' },
      stage: 'Deploy',
      action: 'ask',
      votes: [],
      authors: [],
      known: { groups: {}, emails: {} },
      now: at,
    } as unknown as ApprovalQuestion);
    expect(escalations.map(({ after }) => after / 60_000)).toEqual([5, 120]);
  });
});

describe('the scopes and names of teams', () => {
  const signature = '{ id: w, match: a, class: throttling, positive: a, negative: b }';

  it('may have a failure pattern if one of the scopes of the team has no tags', () => {
    const main = MAIN.replace('[web-prod]', '[web-prod, search-prod]');
    expect(parsed({ 'web.yml': `signatures: [${signature}]` }, main)).toEqual([]);
  });

  it('may name a part of any of the pipelines of the parent scope', () => {
    const main = MAIN.replace('pipelines: ["web-*"]', 'pipelines: ["web-*", "site-*"]');
    const scopes = (glob: string) => ({ 'web.yml': `scopes: { part: { pipelines: ["${glob}"] } }` });
    expect(parsed(scopes('site-a'), main)).toEqual([]);
    expect(parsed(scopes('shop-a'), main)).toEqual([
      expect.stringContaining('"shop-a" is outside of scope "web-prod", which has the pipelines web-* and site-*;'),
    ]);
  });

  it('are checked as far as possible if the main file names an unknown scope, or all', () => {
    const unknown = parsed({}, MAIN.replace('[payments-prod] }', '[payments-prd] }')).join('\n');
    expect(unknown).toContain('teams.payments.scopes.0: unknown scope "payments-prd"');
    expect(unknown).toContain(
      'policy/payments.yml:1:17 routes.0.scope: "payments-prod" is not a scope of team payments',
    );
    const freeze = '{ id: f, kind: deny, scope: all, tz: UTC, every: { cron: "0 1 * * *", duration: 1h } }';
    const all = parsed({ 'web.yml': `freezes: [${freeze}]` }, MAIN.replace('[web-prod]', '[all]')).join('\n');
    expect(all).toContain('freezes.0.scope: "all" is everything');
  });

  it('are taken by the first file that has them', () => {
    const files = {
      'search/policy.yml': 'people: { payers: { users: [U0SRC] } }\n',
      'web.yml': 'people: { payers: { users: [U0WEB] } }\n',
    };
    expect(parsed(files)).toEqual(
      ['search/policy.yml', 'web.yml'].map((file) =>
        expect.stringMatching(new RegExp(`^policy/${file}:1:11 people.payers: .+: policy/payments.yml:3$`)),
      ),
    );
    const main = MAIN.replace('people: {', 'people: { here: { users: [U0OPS] },');
    expect(parsed({ 'web.yml': 'people: { here: { users: [U0WEB] } }\n' }, main)).toContainEqual(
      expect.stringMatching(/^policy\/main.yml:6:\d+ people.here: "here" is a mention in Slack/),
    );
  });
});
