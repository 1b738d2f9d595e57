import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { table } from '../../lab/aws/table.ts';
import { since, until } from '../../lib/cli/question/instant.ts';
import type { AuditEntry } from '../../lib/core/model/audit-entry.ts';
import { createDynamoAuditLog } from '../../lib/store/audit-log-write.ts';
import { sdkTable } from '../../lib/store/table-sdk.ts';
import { inEnvironment, signalbox } from '../kit/cli.ts';
import { runs } from '../kit/runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'signalbox-'));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('signalbox on the command line', () => {
  it('reads an array, a single event, and one event per line in the same way', async () => {
    const array = file('array.json', JSON.stringify(runs.green));
    const lines = file('lines.jsonl', runs.green.map((event) => JSON.stringify(event)).join('\n'));
    const single = file('single.json', JSON.stringify(runs.green[0]));
    const asArray = await signalbox('replay', array, '--json');
    expect(asArray.code).toBe(0);
    expect(JSON.parse(asArray.stdout).executions[0]).toMatchObject({ pipeline: 'payments', state: 'SUCCEEDED' });
    expect((await signalbox('replay', lines, '--json')).stdout).toBe(asArray.stdout);
    expect((await signalbox('replay', single, lines, '--json')).stdout).toBe(asArray.stdout);
    expect((await signalbox('replay', single)).stdout).toContain('payments is running');
  });

  it('reports an event that it does not understand, and continues', async () => {
    const mixed = file('mixed.json', JSON.stringify([{ hello: 'world' }, ...runs.green]));
    const { code, stderr } = await signalbox('replay', mixed);
    expect({ code, stderr: stderr.trim() }).toEqual({
      code: 0,
      stderr: expect.stringContaining('event 1: The message is not a CodePipeline event'),
    });
  });

  it('exits 1 for a wrong file and 2 for wrong usage', async () => {
    const policy = file('policy.yml', 'version: 1\nroute: []');
    const events = file('events.json', JSON.stringify(runs.green));
    const wrong = await signalbox('replay', events, '--policy', policy);
    expect(wrong).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${policy}:2:1 route: unknown key; did you mean "routes"?`),
    });
    expect(await signalbox('replay', join(folder, 'nowhere.json'))).toMatchObject({ code: 1 });
    expect(await signalbox('replay', file('broken.json', '{'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('broken.json:1 is not JSON'),
    });
    for (const usage of [[], ['replay'], ['rewind'], ['replay', events, '--polcy', policy]]) {
      expect(await signalbox(...usage)).toMatchObject({ code: 2 });
    }
  });

  const log = [
    '[Container] 2026/11/22 10:31:02 Running command npm test',
    'FAIL src/cart.test.ts',
    '  ● cart › rounds half to even',
    '    Expected: 10',
    '    Received: 11, with password=hunter2secret',
    '[Container] 2026/11/22 10:31:09 Command did not exit successfully npm test exit status 1',
    '[Container] 2026/11/22 10:31:09 Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED',
  ].join('\n');

  it('diagnoses a log: class, reason and the relevant lines, without secrets', async () => {
    const { code, stdout } = await signalbox(
      'diagnose',
      '--provider',
      'CodeBuild',
      '--log',
      file('build.log', log),
      '--json',
    );
    expect(code).toBe(0);
    const diagnosis = JSON.parse(stdout);
    expect(diagnosis).toMatchObject({ class: 'code-or-test', retryable: false, because: expect.any(String) });
    expect(diagnosis.evidence).toContain('  ● cart › rounds half to even');
    expect(stdout).not.toContain('hunter2');
  });

  it('prints the sentence for Slack, and the line that it is based on', async () => {
    const { stdout } = await signalbox(
      'diagnose',
      '--provider',
      'CodeBuild',
      '--message',
      'Build terminated with state: FAILED',
      '--log',
      file('build.log', log),
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      headline: 'cart › rounds half to even: Expected: 10, Received: 11, with password=[redacted: password]',
      line: '    Expected: 10',
    });
    const none = await signalbox('diagnose', '--provider', 'CodeBuild', '--code', 'JobFailed', '--json');
    expect(JSON.parse(none.stdout)).toMatchObject({ line: null, evidence: [] });
  });

  it('diagnoses many failures, one per line, in their order', async () => {
    const failures = [
      { id: 'a', provider: 'CodeBuild', log: log.split('\n') },
      { id: 'b', provider: 'ECS', message: 'Rate exceeded', log },
      { provider: 'S3', category: 'Source', code: 'PermissionError', message: null },
    ];
    const { code, stdout } = await signalbox(
      'diagnose',
      '--jsonl',
      file('failures.jsonl', failures.map((each) => JSON.stringify(each)).join('\n')),
    );
    expect(code).toBe(0);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers).toMatchObject([
      {
        id: 'a',
        class: 'code-or-test',
        headline: 'cart › rounds half to even: Expected: 10, Received: 11, with password=[redacted: password]',
      },
      { id: 'b', class: 'throttling', headline: 'Rate exceeded' },
      { id: 3, class: 'permission', line: null },
    ]);
    expect(Object.keys(answers[0])).toEqual(
      expect.arrayContaining(['id', 'class', 'retryable', 'because', 'headline', 'line', 'evidence']),
    );
    expect(stdout).not.toContain('hunter2');
  });

  it('keeps the other answers if a line is not a failure, and exits 1', async () => {
    const lines = ['{"provider":"ECS","message":"Rate exceeded"}', 'nonsense', '{"id":"c","message":"no provider"}'];
    const { code, stdout } = await signalbox('diagnose', '--jsonl', file('broken.jsonl', lines.join('\n')));
    expect(code).toBe(1);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers).toMatchObject([
      { id: 1, class: 'throttling' },
      { id: 2, error: expect.any(String) },
      { id: 'c', error: expect.any(String) },
    ]);
    expect(await signalbox('diagnose', '--provider', 'S3', '--jsonl', 'x')).toMatchObject({ code: 2 });
  });

  it('diagnoses a message, with the signatures of the policy', async () => {
    const policy = file(
      'signatures.yml',
      `version: 1
routes: [{ scope: all, channel: C0DEPLOYS }]
signatures:
  - { id: nexus, match: 'nexus.*503', class: transient-infra, retryable: true, positive: 'nexus said 503', negative: 'nexus said 401' }`,
    );
    const message = 'GET https://nexus.example.com/npm: 503';
    const result = await signalbox(
      'diagnose',
      '--provider',
      'Commands',
      '--message',
      message,
      '--policy',
      policy,
      '--json',
    );
    expect(JSON.parse(result.stdout)).toMatchObject({
      class: 'transient-infra',
      retryable: true,
      because: expect.stringContaining('nexus'),
    });
    expect(
      (await signalbox('diagnose', '--provider', 'Commands', '--message', 'Build terminated with state: FAILED'))
        .stdout,
    ).toContain('unknown');
    expect(await signalbox('diagnose')).toMatchObject({ code: 2 });
    expect(await signalbox('diagnose', '--provider', 'S3', '--log', join(folder, 'nowhere.log'))).toMatchObject({
      code: 1,
    });
  });
});

describe('the output of signalbox', () => {
  const nasty = 'x\u001b[2Jy\u202ez\u0085\u2028\u0007';
  const commands = /(?!\n)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;
  const events = () => {
    const [first, ...rest] = structuredClone(runs.green) as { detail: Record<string, unknown> }[];
    const failed = { ...first, detail: { ...first?.detail, pipeline: `p${nasty}` } };
    return file('nasty.json', JSON.stringify([{ hello: nasty }, failed, ...rest]));
  };
  const policy = () =>
    file(
      'nasty.yml',
      `version: 1
routes: [{ scope: all, channel: C0DEPLOYS }]
freezes:
  - { id: f, kind: deny, scope: all, tz: Europe/Berlin, once: { from: 2030-01-01T00:00, until: 2030-01-02T00:00 } }
signatures:
  - { id: s, match: 'nexus', class: transient-infra, retryable: true, hint: ${JSON.stringify(nasty)}, positive: 'nexus', negative: 'no' }`,
    );
  const wrong = () => file('wrong.yml', `version: 1\n${JSON.stringify(nasty)}: 1\nroutes: []\n`);
  const diagnosing = () => ['diagnose', '--provider', 'CodeBuild', '--message', `nexus ${nasty}`, '--policy', policy()];

  const calls: [string, () => string[]][] = [
    ['replay', () => ['replay', events()]],
    ['replay --json', () => ['replay', events(), '--json']],
    ['diagnose', diagnosing],
    ['diagnose --json', () => [...diagnosing(), '--json']],
    ['check', () => ['check', wrong()]],
    ['check --json', () => ['check', wrong(), '--json']],
    ['explain', () => ['explain', '--pipeline', 'p', '--stage', nasty, '--policy', policy()]],
    ['explain --json', () => ['explain', '--pipeline', 'p', '--stage', nasty, '--json', '--policy', policy()]],
    ['windows', () => ['windows', '--pipeline', nasty, '--policy', policy()]],
    ['journal', () => ['journal', '--pipeline', nasty]],
    ['doctor', () => ['doctor', nasty]],
    ['an unknown command', () => [nasty]],
    ['an unknown option', () => [`--${nasty}`]],
    ['a missing file', () => ['replay', nasty]],
    ['help', () => ['--help']],
  ];

  it.each(calls)('has no control sequence for the terminal: %s', async (name, args) => {
    const { stdout, stderr } = await inEnvironment({ PATH: process.env.PATH }, args());
    expect(stdout + stderr).not.toMatch(commands);
    expect((stdout + stderr).length).toBeGreaterThan(1);
    if (name.endsWith('--json')) expect(() => JSON.parse(stdout)).not.toThrow();
  });

  it('keeps the original text in JSON, with escapes', async () => {
    const { stdout } = await signalbox(...diagnosing(), '--json');
    expect(JSON.parse(stdout).hint).toContain('y\u202ez');
    expect(stdout).toContain(String.raw`\u202e`);
  });
});

describe('signalbox check, explain and windows', () => {
  const policy = file(
    'freezes.yml',
    `version: 1
scopes: { prod: { pipelines: ["*-prod"], stages: ["Deploy*"] }, eu: { regions: ["eu-*"] } }
people: { release: { slackGroups: [S0RELEASE], emails: [Ann@example.com] } }
routes: [{ scope: all, channel: C0DEPLOYS }, { scope: eu, channel: C0EU }]
approvals: [{ id: two, scope: prod, actions: ["approve-*"], require: [{ count: 2, from: [release] }], forbid: [author], reason: { min: 10 } },
            { id: one, scope: prod, actions: [sign], require: [{ from: [release] }] }]
freezes:
  - { id: weekend, kind: deny, scope: prod, tz: Europe/Berlin, every: { cron: "0 16 * * FRI", until: "0 8 * * MON" }, override: { allow: [release] } }
  - { id: year-end, kind: deny, scope: prod, tz: America/New_York, once: { from: 2026-12-19T00:00, until: 2026-12-26T00:00 } }
  - { id: hours, kind: allow, scope: prod, tz: Europe/Berlin, mode: report, every: { cron: "0 9 * * MON-FRI", duration: 8h } }
commands: [{ allow: [release], do: [override], scope: prod }]
`,
  );
  const ask = (...args: string[]) => signalbox(...args, '--policy', policy);
  const [sunday, tuesday] = ['2026-11-22T12:00Z', '2026-11-24T12:00Z'];

  it('checks a policy: its version, the next windows in local time and UTC, and warnings', async () => {
    const { code, stdout } = await signalbox('check', policy);
    expect(code).toBe(0);
    expect(stdout).toContain(`${policy} is valid: policy `);
    expect(
      stdout.match(
        /^weekend \(deny, Europe\/Berlin\):\n(?: {2}Fri .* 16:00 C.*T to Mon .* 08:00 C.*T {2}\(\d{4}-.*Z to .*Z\)\n){5}/m,
      ),
    ).not.toBe(null);
    const twice = file('twice.yml', 'version: 1\nroutes: [{ scope: all, channel: C0X }, { scope: all, channel: C0X }]');
    expect(await signalbox('check', twice)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        `warning: ${twice}:2:40 routes.1: route routes.0 already sends all of this to the same places`,
      ),
    });
    const json = JSON.parse((await ask('check', '--json')).stdout);
    expect(json).toMatchObject({
      ok: true,
      problems: [],
      freezes: [{ id: 'weekend' }, { id: 'year-end' }, { id: 'hours' }],
    });
    expect(json.freezes[0].occurrences).toHaveLength(5);
  });

  it('finds scopes and rules that match no existing pipeline, in each form of the list', async () => {
    const aws = { pipelines: [{ name: 'shop-prod', version: 3, pipelineType: 'V2' }, { name: 'shop-test' }] };
    const complete = [
      JSON.stringify(aws),
      '["shop-prod", "shop-test"]',
      'shop-prod\r\nshop-test\r\n',
      'shop-prod\tshop-test',
    ];
    for (const [at, text] of complete.entries()) {
      const result = await signalbox('check', policy, '--pipelines', file(`complete${at}.txt`, text));
      expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('checked against 2 pipelines in ') });
      expect(result.stdout).not.toContain('warning: ');
    }
    const list = file('dev.txt', 'shop-dev\nshop-prd\n');
    const places = [
      `${policy}:2:11 scopes.prod: no pipeline matches this scope`,
      `${policy}:2:31 scopes.prod.pipelines.0: no pipeline matches "*-prod"; did you mean "shop-prd"?`,
      `${policy}:5:24 approvals.0.scope (two): the rule applies to no pipeline: none matches scope "prod"`,
    ];
    const { stdout } = await signalbox('check', policy, '--pipelines', list);
    for (const place of places) expect(stdout).toContain(`warning: ${place}\n`);
    const json = JSON.parse((await ask('check', '--json', '--pipelines', list)).stdout);
    expect(json.warnings).toEqual(expect.arrayContaining(places));
    expect(JSON.parse((await ask('check', '--json')).stdout).warnings).toEqual([]);
  });

  it.each([
    ['', 'names no pipeline'],
    ['{"pipelines": []}', 'names no pipeline'],
    ['{"pipelines": [{"name": "a"}], "NextToken": "x"}', 'only some of the pipelines'],
    ['{"executions": []}', 'is not a list of pipelines'],
    ['{"pipelines": [', 'is not JSON'],
    ['shop\na/b', ':2 "a/b" is not a pipeline name'],
  ])('refuses %j as a list of pipelines', async (text, message) => {
    const result = await signalbox('check', policy, '--pipelines', file('list.txt', text));
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
  });

  it('warns of approval rules that the members of the groups cannot meet, in each form of the list', async () => {
    const approvals = file(
      'groups.yml',
      `version: 1
people: { leads: { slackGroups: [S0LEADS] }, pair: { slackGroups: [S0PAIR] } }
routes: [{ scope: all, channel: C0DEPLOYS }]
approvals:
  - { id: three, scope: all, require: [{ count: 3, from: [leads] }] }
  - { id: pair, scope: all, require: [{ count: 2, from: [pair] }], forbid: [author], actions: [both] }
  - { id: fine, scope: all, require: [{ count: 2, from: [leads] }] }
`,
    );
    const lists = [
      JSON.stringify({
        ok: true,
        usergroups: [
          { id: 'S0LEADS', handle: 'leads', users: ['U0ANN', 'U0BO'] },
          { id: 'S0PAIR', users: ['U0CY', 'U0DI'] },
        ],
      }),
      JSON.stringify({ S0LEADS: ['U0ANN', 'U0BO'], S0PAIR: ['U0CY', 'U0DI'] }),
      'S0LEADS U0ANN U0BO\r\n\r\nS0PAIR: U0CY, U0DI\r\n',
    ];
    for (const [at, text] of lists.entries()) {
      const { code, stdout } = await signalbox('check', approvals, '--people', file(`people${at}.txt`, text));
      expect(code).toBe(0);
      expect(stdout).toContain('checked against 2 user groups in ');
      expect(stdout.split('\n').filter((line) => line.startsWith('warning: '))).toEqual([
        `warning: ${approvals}:5:42 approvals.0.require.0.count (three): needs 3 approvals from "leads", which has 2 people`,
        `warning: ${approvals}:6:41 approvals.1.require.0.count (pair): needs all of "pair" (2 people); with forbid, what one of them wrote cannot be approved; add people`,
      ]);
    }
    const { stdout } = await signalbox('check', approvals, '--people', file('some.txt', 'S0LEADS U0ANN U0BO U0CY'));
    expect(stdout).toContain('people.pair.slackGroups.0: the list of members does not have S0PAIR');
    expect(stdout).not.toContain('(three)');
  });

  it.each([
    ['', 'lists no user group'],
    ['{"ok": true, "usergroups": [{"id": "S0LEADS"}]}', 'does not list the members'],
    ['{"usergroups": [', 'is not JSON'],
    ['S0LEADS U0ANN\nann U0BO', ':2 "ann" is not the id of a user group or a user'],
    ['S0LEADS U0ANN bo', ':1 "bo" is not the id'],
  ])('refuses %j as a list of members', async (text, message) => {
    const result = await signalbox('check', policy, '--people', file('members.txt', text));
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
  });

  it('checks the shipped policy if no policy is named', async () => {
    expect(await signalbox('check')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('infra/policy.yml is valid'),
    });
  });

  it('reports every problem of a wrong policy with its line, and exits 1', async () => {
    const wrong = file(
      'wrong.yml',
      'version: 1\nroutes: [{ scope: all, channel: C0X }]\nfreezes:\n  - { id: x, kind: deny, scope: all, tz: Europe/Berln, once: { from: 2026-12-19T00:00, until: 2026-12-20T00:00 } }',
    );
    const problem = `${wrong}:4:38 freezes.0.tz: unknown time zone "Europe/Berln"; did you mean "Europe/Berlin"?`;
    expect(await signalbox('check', wrong)).toMatchObject({ code: 1, stderr: expect.stringContaining(problem) });
    const json = await signalbox('check', wrong, '--json');
    expect({ code: json.code, ...JSON.parse(json.stdout) }).toMatchObject({ code: 1, ok: false, problems: [problem] });
    const sample = file(
      'sample.yml',
      "version: 1\nroutes: [{ scope: all, channel: C0X }]\nsignatures: [{ id: s, match: 'x', class: unknown, positive: 'y', negative: '' }]",
    );
    expect(await signalbox('check', sample)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('signatures.0.positive: the expression does not match this sample'),
    });
    expect(await signalbox('check', join(folder, 'nowhere.yml'))).toMatchObject({ code: 1 });
    expect(await signalbox('check', policy, policy)).toMatchObject({ code: 2 });
  });

  const explained = async (...args: string[]) => {
    const { code, stdout } = await ask('explain', '--json', ...args);
    return {
      code,
      ...(JSON.parse(stdout) as {
        verdict: string;
        because: string;
        until: string | null;
        rules: { id: string; outcome: string }[];
      }),
    };
  };

  it('explains a freeze: the sentence, the end, and each rule', async () => {
    const where = ['--pipeline', 'payments-prod', '--stage', 'Deploy'];
    expect(await explained(...where, '--at', sunday)).toEqual({
      code: 1,
      verdict: 'deny',
      because: 'Frozen by "weekend" until Mon 08:00 CET. People in "release" may override it with a reason.',
      until: '2026-11-23T07:00:00.000Z',
      rules: [
        { id: 'weekend', outcome: 'deny', because: '"weekend" is active until Mon 08:00 CET.' },
        { id: 'year-end', outcome: 'allow', because: '"year-end" starts Sat 19 Dec 2026 00:00 EST.' },
        {
          id: 'hours',
          outcome: 'skip',
          because: '"hours" allows deployments again from Mon 23 Nov 2026 09:00 CET. Report mode: it holds nothing.',
        },
      ],
      notes: [
        'Note: a freeze holds transitions. It does not hold executions in PARALLEL mode: CodePipeline has no transitions there.',
      ],
    });
    const words = await ask('explain', ...where, '--at', sunday);
    expect(words.stdout.split('\n')[0]).toBe(
      'Frozen by "weekend" until Mon 08:00 CET. People in "release" may override it with a reason.',
    );
    expect(await explained(...where, '--at', tuesday)).toMatchObject({ code: 0, verdict: 'allow', until: null });
    expect(await explained('--pipeline', 'payments-prod', '--stage', 'Build', '--at', sunday)).toMatchObject({
      code: 0,
      rules: [],
    });
    expect(await explained('--pipeline', 'search', '--at', sunday)).toMatchObject({ code: 0, rules: [] });
  });

  it('explains any held stage if no stage is named, and marks a freeze in report mode', async () => {
    expect(await explained('--pipeline', 'payments-prod', '--at', sunday)).toMatchObject({ code: 1, verdict: 'deny' });
    expect(await explained('--pipeline', 'payments-prod', '--at', '2026-11-24T20:00+01:00')).toMatchObject({
      code: 0,
      verdict: 'allow',
      because:
        'Would be frozen: "hours" allows deployments again from Wed 25 Nov 2026 09:00 CET. Report mode: Signalbox holds nothing.',
    });
  });

  it.each([
    [['--action', 'approve-prod'], 'wait', '0 of 2 approvals'],
    [['--action', 'approve-prod', '--as', 'U0BO', '--groups', 'S0RELEASE'], 'wait', '1 of 2 approvals'],
    [['--action', 'sign', '--as', 'U0BO', '--groups', 'S0OTHER,S0RELEASE'], 'allow', '1 of 1 approved'],
    [['--action', 'sign', '--as', 'U0BO', '--groups', 'release'], 'allow', '1 of 1 approved'],
    [['--action', 'sign', '--as', 'ann@Example.com'], 'allow', '1 of 1 approved'],
    [['--action', 'sign', '--as', 'U0BO'], 'deny', 'You are not in "release"'],
    [['--action', 'sign', '--as', 'U0BO', '--groups', 'S0OTHER'], 'deny', 'You are not in "release"'],
    [['--as', 'U0BO', '--groups', 'S0RELEASE'], 'wait', '1 of 2 approvals'],
    [
      ['--action', 'other', '--as', 'U0BO', '--groups', 'S0RELEASE'],
      'deny',
      'No approval rule in the policy covers this approval',
    ],
  ])('explains an approval: %s', async (args, verdict, because) => {
    const where = ['--pipeline', 'payments-prod', '--stage', 'Deploy', '--at', tuesday];
    expect(await explained(...where, ...args)).toMatchObject({
      code: verdict === 'allow' ? 0 : 1,
      verdict,
      because: expect.stringContaining(because),
    });
    const held = await explained(...where.slice(0, -1), sunday, ...args);
    expect(held).toMatchObject({ code: 1, verdict: 'deny', because: expect.stringContaining('Frozen by "weekend"') });
  });

  it('lists the current or next window of each freeze', async () => {
    const windows = async (...args: string[]) =>
      JSON.parse((await ask('windows', '--json', ...args)).stdout) as { id: string }[];
    expect(await windows('--at', sunday)).toEqual([
      {
        id: 'weekend',
        kind: 'deny',
        active: true,
        start: '2026-11-20T15:00:00.000Z',
        end: '2026-11-23T07:00:00.000Z',
        tz: 'Europe/Berlin',
      },
      {
        id: 'year-end',
        kind: 'deny',
        active: false,
        start: '2026-12-19T05:00:00.000Z',
        end: '2026-12-26T05:00:00.000Z',
        tz: 'America/New_York',
      },
      {
        id: 'hours',
        kind: 'allow',
        active: false,
        start: '2026-11-23T08:00:00.000Z',
        end: '2026-11-23T16:00:00.000Z',
        tz: 'Europe/Berlin',
      },
    ]);
    expect(await windows('--at', '2026-11-23T07:00Z')).toMatchObject([
      { active: false, start: '2026-11-27T15:00:00.000Z' },
      {},
      {},
    ]);
    expect((await windows('--at', '2028-01-01'))[1]).toMatchObject({ active: false, start: null, end: null });
    expect(await windows('--pipeline', 'search')).toEqual([]);
    expect(await windows('--pipeline', 'payments-prod')).toHaveLength(3);
    expect(await windows('--stage', 'Build')).toEqual([]);
    expect((await ask('windows', '--at', sunday)).stdout).toContain(
      'weekend (deny) now: Fri 20 Nov 2026 16:00 CET to Mon 23 Nov 2026 08:00 CET',
    );
  });

  it('exits 2 for wrong usage', async () => {
    const wrong = [
      ['explain'],
      ['explain', '--pipeline', 'p', 'q'],
      ['explain', '--pipeline', 'p', '--at', 'soon'],
      ['explain', '--pipeline', 'p', '--groups', 'S0X'],
      ['windows', 'x'],
      ['windows', '--at', 'soon'],
    ];
    const results = await Promise.all(wrong.map((args) => ask(...args)));
    expect(results.map(({ code }) => code)).toEqual(wrong.map(() => 2));
  });
});

describe('signalbox journal', () => {
  const server = dynalite({ createTableMs: 0 });
  const region = 'eu-central-1';
  const MINUTE = 60_000;
  /** The real time, because the command has a real clock: `7d` counts from it. */
  const now = Date.now();
  const entry: AuditEntry = {
    account: '123456789012',
    region,
    pipeline: 'payments',
    executionId: '8f3a1c22-0000-4000-8000-000000000000',
    id: 'vote:1',
    at: Date.UTC(2026, 10, 22, 10, 31, 59, 999),
    what: 'vote',
    stage: 'Deploy',
    action: 'release',
    who: ['Mia Sorel (U0MIA)'],
    decision: 'approve',
    comment: 'looks good',
    because: 'It counts: 1 of 2 approvals.',
    policy: '3f9a',
  };
  const settled: AuditEntry = {
    ...entry,
    id: 'settled:1',
    at: entry.at + MINUTE,
    what: 'settled',
    who: [],
    decision: 'expired',
    comment: undefined,
    because: 'Nobody decided it in time.',
  };

  beforeAll(async () => {
    const endpoint = `http://127.0.0.1:${await listen(server)}`;
    const client = new DynamoDBClient({
      region,
      endpoint,
      credentials: { accessKeyId: 'lab', secretAccessKey: 'lab' },
    });
    await client.send(new CreateTableCommand(table('decisions')));
    const { write } = createDynamoAuditLog(sdkTable(client), 'decisions');
    const relative = [1, 30, 50].map((hours) => ({
      ...entry,
      pipeline: 'search',
      id: `${hours} h ago`,
      at: now - hours * 60 * MINUTE,
    }));
    const hostile = {
      comment: 'fine\u001b[2J\u009b31m\u202e\nover',
      who: ['U0EVE\r\u0007'],
      because: '🙂👩‍💻 ünïcödé',
    };
    const places = ['eu-west-1', region].map((region) => ({ ...entry, pipeline: 'twins', region, id: region }));
    const fields = {
      account: '',
      region: '',
      pipeline: 'shop-*',
      executionId: '',
      stage: '',
      action: '',
      who: ['jo (U0JO)'],
    };
    const refusals = [
      {
        ...entry,
        ...fields,
        id: '1',
        what: 'refused',
        decision: 'freeze',
        because: 'Only people in "release" may freeze this.',
      },
      {
        ...entry,
        ...fields,
        id: '2',
        what: 'refused',
        decision: 'thaw',
        comment: undefined,
        because: 'There is no such order.',
      },
    ] as const;
    const all = [entry, settled, ...refusals, ...relative, { ...entry, ...hostile, pipeline: 'hostile' }, ...places];
    for (const one of all) await write(one);
    client.destroy();
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
  });

  /** `HOME` is a test folder, so that the configuration of the user is not found. */
  function environment(port: number): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: folder,
      TABLE_NAME: 'decisions',
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'lab',
      AWS_SECRET_ACCESS_KEY: 'lab',
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
    };
  }
  const journal = (...args: string[]) =>
    inEnvironment(environment((server.address() as AddressInfo).port), ['journal', ...args]);

  it('prints one line for each decision: time, person, decision, place, reason and policy', async () => {
    const { code, stdout, stderr } = await journal('--pipeline', 'payments');
    expect({ code, stderr, lines: stdout.split('\n') }).toEqual({
      code: 0,
      stderr: '',
      lines: [
        '2026-11-22T10:31Z  Mia Sorel (U0MIA)  vote: approve  Deploy/release of 8f3a1c22  "looks good"  It counts: 1 of 2 approvals.  (policy 3f9a)',
        '2026-11-22T10:32Z  -  settled: expired  Deploy/release of 8f3a1c22  Nobody decided it in time.  (policy 3f9a)',
        '',
      ],
    });
    const json = await journal('--pipeline', 'payments', '--json');
    expect(JSON.parse(json.stdout)).toEqual([entry, settled]);
  });

  it('prints a refused command as refused, under the pipelines that it names', async () => {
    const { stdout } = await journal('--pipeline', 'shop-*');
    expect(stdout.split('\n')).toEqual([
      '2026-11-22T10:31Z  jo (U0JO)  refused: freeze  shop-*  "looks good"  Only people in "release" may freeze this.  (policy 3f9a)',
      '2026-11-22T10:31Z  jo (U0JO)  refused: thaw  shop-*  There is no such order.  (policy 3f9a)',
      '',
    ]);
  });

  it('shows Region and account if two pipelines have one name', async () => {
    const { stdout } = await journal('--pipeline', 'twins');
    expect(stdout).toContain('of 8f3a1c22 in eu-central-1 123456789012  ');
    expect(stdout).toContain('of 8f3a1c22 in eu-west-1 123456789012  ');
  });

  it('filters by time: from an instant or an age, and to the end of a last day', async () => {
    const journalIds = async (...args: string[]) =>
      (JSON.parse((await journal('--json', ...args)).stdout) as AuditEntry[]).map(({ id }) => id);
    const payments = ['--pipeline', 'payments'];
    expect(await journalIds(...payments, '--since', '2026-11-22', '--until', '2026-11-22')).toEqual([
      'vote:1',
      'settled:1',
    ]);
    expect(await journalIds(...payments, '--since', '2026-11-22T10:32Z')).toEqual(['settled:1']);
    expect(await journalIds(...payments, '--until', '2026-11-22T10:32Z')).toEqual(['vote:1']);
    expect(await journalIds('--pipeline', 'search', '--since', '40h', '--until', '5h')).toEqual(['30 h ago']);
  });

  it('prints the newest entries if there are more, and notes that', async () => {
    const one = await journal('--pipeline', 'payments', '--limit', '1', '--json');
    expect(JSON.parse(one.stdout)).toEqual([settled]);
    expect(one.stderr).toContain('there are older ones');
    expect(await journal('--pipeline', 'payments', '--limit', '2')).toMatchObject({ code: 0, stderr: '' });
  });

  it('escapes control characters of the entries', async () => {
    const { stdout } = await journal('--pipeline', 'hostile');
    expect(stdout).toContain('U0EVE\\r\\u0007  ');
    expect(stdout).toContain('"fine\\u001b[2J\\u009b31m\\u202e\\nover"  🙂👩‍💻 ünïcödé');
    const json = await journal('--pipeline', 'hostile', '--json');
    expect(JSON.parse(json.stdout)[0]).toMatchObject({ comment: 'fine\u001b[2J\u009b31m\u202e\nover' });
    for (const text of [stdout, json.stdout])
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });

  it('reports if there are no entries, and does not fail', async () => {
    const { code, stdout } = await journal('--pipeline', 'payments-\u001b[2J');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'No entries for payments-\\u001b[2J in that time.\n',
    });
    expect(await journal('--pipeline', 'nowhere', '--json')).toMatchObject({ code: 0, stdout: '[]\n' });
  });

  it('exits 2 for wrong usage', async () => {
    const wrong = [
      [],
      ['--pipeline', ''],
      ['--pipeline', 'payments', 'search'],
      ['--pipeline', 'payments', '--limit', '0'],
      ['--pipeline', 'payments', '--limit', '1e3'],
      ['--pipeline', 'payments', '--since', 'yesterday'],
      ['--pipeline', 'payments', '--since', '2026-11-22', '--until', '2026-11-21'],
    ];
    const results = await Promise.all(wrong.map((args) => journal(...args)));
    expect(results.map(({ code }) => code)).toEqual(wrong.map(() => 2));
    expect(results[0]?.stderr).toContain('journal needs --pipeline NAME');
  });

  it('exits 1 with one sentence if the table is not named, missing, forbidden or unreachable', async () => {
    const { port } = server.address() as AddressInfo;
    const ask = (env: NodeJS.ProcessEnv) => inEnvironment(env, ['journal', '--pipeline', 'payments']);
    const { TABLE_NAME: _, ...nameless } = environment(port);
    const { AWS_REGION: __, ...regionless } = environment(port);
    const denying = createServer((_, res) => {
      res.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      const __type = 'com.amazon.coral.service#AccessDeniedException';
      res.end(JSON.stringify({ __type, Message: 'User: you is not authorized to perform: dynamodb:Query' }));
    });
    const closed = createServer();
    const closedPort = await listen(closed);
    closed.close();
    const sentences: [NodeJS.ProcessEnv, string][] = [
      [nameless, "The environment variable TABLE_NAME is missing. Set it to the name of Signalbox's table"],
      [
        { ...environment(port), TABLE_NAME: 'nowhere' },
        'The table nowhere could not be read: ResourceNotFoundException',
      ],
      [
        environment(await listen(denying)),
        'The table decisions could not be read: AccessDeniedException: User: you is',
      ],
      [environment(closedPort), 'The table decisions could not be read: connect ECONNREFUSED'],
      [regionless, 'The table decisions could not be read: Region is missing'],
    ];
    onTestFinished(() => void denying.close());
    for (const [env, sentence] of sentences) {
      const { code, stdout, stderr } = await ask(env);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(sentence);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
  });
});

describe('an instant on the command line', () => {
  const now = Date.UTC(2026, 10, 22, 10, 31);
  const [midnight, next] = [Date.UTC(2026, 10, 22), Date.UTC(2026, 10, 23)];

  it.each([
    ['2026-11-22', midnight, next],
    ['2026-11-22T00:00', midnight, midnight],
    ['2026-11-22T00:00Z', midnight, midnight],
    ['2026-11-22T00:00:00.000Z', midnight, midnight],
    ['2026-11-22T05:30:00+05:30', midnight, midnight],
    ['2026-11-21T16:00-08:00', midnight, midnight],
    ['2028-02-29', Date.UTC(2028, 1, 29), Date.UTC(2028, 2, 1)],
    ['90s', now - 90_000, now - 90_000],
    ['31m', now - 31 * 60_000, now - 31 * 60_000],
    ['10h', now - 10 * 3_600_000, now - 10 * 3_600_000],
    ['7d', now - 7 * 86_400_000, now - 7 * 86_400_000],
    [undefined, undefined, undefined],
  ])('reads %s', (text, from, to) => {
    expect(since('--since', text, now)).toBe(from);
    expect(until('--until', text, now)).toBe(to);
  });

  it.each([
    '',
    'yesterday',
    '7',
    '-7d',
    '22.11.2026',
    '2026-02-30',
    '2026-11-22T25:00Z',
    '2026-11-22 10:31',
    '2026-11',
  ])('refuses "%s" and names the accepted forms', (text) => {
    expect(() => until('--until', text, now)).toThrow('--until must be an age such as 7d');
  });
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}
