import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { table } from '../../lab/aws/table.ts';
import { type DoctorFinding, examine, ok } from '../../lib/cli/doctor/finding.ts';
import { pipelineActions } from '../../lib/cli/doctor/permissions.ts';
import { neededScopes } from '../../lib/cli/doctor/scopes.ts';
import { doctor } from '../../lib/cli/doctor.ts';
import { inEnvironment } from '../kit/cli.ts';
import { deployment } from '../kit/infra/deployment.ts';

/** The report of the doctor for deployments with one fault each, over HTTP. */

const folder = mkdtempSync(join(tmpdir(), 'signalbox-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TOPIC = 'arn:aws:sns:eu-central-1:000000000000:deployments';
const SPOKE = 'arn:aws:iam::210987654321:role/signalbox-spoke';
const AUDIT = 'arn:aws:ssm:us-east-1:111122223333:document/audit';
const POLICY = `version: 1
routes: [{ scope: all, channel: C0DEPLOYS, mention: [author, here], sns: ["${TOPIC}"] }]
people: { release: { slackGroups: [S0RELEASE], emails: [ann@example.com], users: [U0ANN] } }
freezes: [{ id: audit, kind: deny, scope: all, ssmCalendar: ["${AUDIT}"] }]
accounts:
  - { id: "210987654321", name: payments, role: "${SPOKE}", externalId: between-us, regions: [us-east-1] }
  - { id: "000000000000", regions: [eu-west-1] }
`;

type Deployment = Awaited<ReturnType<typeof deployment>>;
let written = 0;

/** A correct deployment, except for the faults that `change` adds. */
async function examined(
  change: (given: Deployment) => unknown = () => {},
  policy = POLICY,
  stage: string | null = 'test',
  bypass = false,
) {
  const given = await deployment();
  given.calendars.set(AUDIT, []);
  await change(given);
  surround(given.env);
  if (stage === null) surround(given.functionEnv);
  const file = join(folder, `policy-${written++}.yml`);
  writeFileSync(file, policy);
  const { text, isYes } = await doctor([], { policy: file, stage: stage ?? undefined, bypass, json: true });
  const { findings } = JSON.parse(text) as { findings: DoctorFinding[] };
  const of = (type: string) =>
    findings.filter((one) => one.type === type).map(({ subject, text }) => `${subject}: ${text}`);
  /** Of these, each alone makes the doctor fail. */
  const unanswered = findings.filter((one) => one.unanswered).map(({ subject }) => subject);
  return { isYes, ok: of('ok'), missing: of('missing'), unchecked: of('untold'), unanswered, given, file };
}

function surround(env: Record<string, string>): void {
  const before = { ...process.env };
  Object.assign(process.env, env);
  onTestFinished(() => {
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, before);
  });
}

describe('the doctor', () => {
  it('reports each part of a correct deployment as ok, in lines', async () => {
    const { ok, ...rest } = await examined();
    expect(rest).toMatchObject({ isYes: true, missing: [], unchecked: [] });
    for (const line of [
      /^policy .*is valid/,
      /^stack signalbox-test: UPDATE_COMPLETE/,
      /^function signalbox-test-sweep: exists and is active/,
      /^Slack token: belongs to signalbox in Signalbox lab/,
      /^Slack scopes: all 7/,
      /^channel C0DEPLOYS: exists, and Signalbox is a member/,
      /^user group S0RELEASE: has one member/,
      /^ann@example.com: is U0ANN/,
      /^user U0ANN: is Ann Weber/,
      /^signing secret: exists/,
      /^Request URL: http.* answers; the app's manifest must have it at each of its addresses$/,
      /^table signalbox-table: exists, with its keys and its index/,
      /^expiry of signalbox-table: old rows are deleted/,
      /^queue signalbox-queue: exists; 0 messages wait/,
      /^dead letters: none/,
      /^undelivered events: none/,
      /^environment of signalbox-test-worker: all variables are set/,
      /^worker trigger: the queue invokes the worker/,
      /^topic arn:aws:sns:.*:signalbox-test: has a subscriber/,
      /^worker permission to act on pipelines: granted/,
      /^worker permission to act on pipelines in eu-west-1: granted/,
      /^worker permission to read \/token: granted/,
      /^worker permission to publish to arn:aws:sns/,
      /^worker permission to assume arn:aws:iam::210987654321/,
      /^bus signalbox-test: accepts events of payments \(210987654321\)/,
      /^pipelines: readable; found 2/,
      /^pipelines of payments in us-east-1: readable; found 2/,
      /^pipelines of 000000000000 in eu-west-1: readable; found 2/,
      /^calendar arn:.*audit: is OPEN/,
    ]) {
      expect(ok).toContainEqual(expect.stringMatching(line));
    }
  });

  type Broken = [what: string, change: (given: Deployment) => unknown, finding: string | RegExp, policy?: string];
  const added = (line: string) => POLICY + line;
  const to = (channel: string) => POLICY.replace('C0DEPLOYS', channel);
  const broken: Broken[] = [
    ['a wrong policy', () => {}, /route: unknown key; did you mean "routes"\?/, POLICY.replace('routes', 'route')],
    ['a missing stack', ({ state }) => Object.assign(state, { stack: undefined }), 'stack signalbox-test: not found'],
    [
      'a stack after a rollback',
      ({ state }) => Object.assign(state, { stack: 'UPDATE_ROLLBACK_COMPLETE' }),
      'it is UPDATE_ROLLBACK_COMPLETE',
    ],
    [
      'a missing function',
      ({ state }) => delete state.functions['signalbox-test-sweep'],
      'function signalbox-test-sweep: not found',
    ],
    [
      'a failed function',
      ({ state }) => Object.assign(state.functions['signalbox-test-slack'] ?? {}, { State: 'Failed' }),
      'function signalbox-test-slack: it is Failed',
    ],
    [
      'a variable that is not set',
      ({ state }) => delete state.functions['signalbox-test-worker']?.Environment.SLACK_BOT_TOKEN_PARAM,
      'environment of signalbox-test-worker: SLACK_BOT_TOKEN is not set',
    ],
    [
      "another table than the stack's",
      ({ state }) => Object.assign(state.functions['signalbox-test-sweep']?.Environment ?? {}, { TABLE_NAME: 'old' }),
      'environment of signalbox-test-sweep: TABLE_NAME is old',
    ],
    [
      'a disabled trigger',
      ({ state }) => Object.assign(state, { mapping: 'Disabled' }),
      'it is Disabled, so messages wait in the queue',
    ],
    ['a missing trigger', ({ state }) => Object.assign(state, { mapping: undefined }), 'no queue invokes the worker'],
    [
      'a missing token',
      ({ state }) => delete state.parameters['/token'],
      'Slack token: parameter /token not found; set it: aws ssm put-parameter',
    ],
    [
      'a token that Slack rejects',
      ({ state }) => Object.assign(state.parameters, { '/token': 'xoxb-old' }),
      'Slack token: Slack rejects the token',
    ],
    [
      'a token of a user',
      ({ state }) => Object.assign(state.parameters, { '/token': 'xoxp-1' }),
      'Slack token: it is not a bot token',
    ],
    [
      'a revoked token',
      ({ slack }) => slack.fault({ kind: 'error', error: 'token_revoked', methods: ['auth.test'] }),
      'the token was revoked: install the app again',
    ],
    [
      'a missing scope',
      ({ state }) => state.scopes?.splice(state.scopes.indexOf('usergroups:read'), 1),
      'Slack scopes: usergroups:read: add it',
    ],
    ['a channel without Signalbox', () => {}, 'channel C0AWAY: Signalbox is not a member: type /invite', to('C0AWAY')],
    ['a missing channel', () => {}, 'channel C0NOWHERE: not visible to Signalbox', to('C0NOWHERE')],
    [
      'an archived channel',
      ({ state }) => Object.assign(state.newest, { C0OLD: 'channel_archive' }),
      'channel C0OLD: it is archived',
      to('C0OLD'),
    ],
    ['a missing user group', () => {}, 'user group S0GONE: not found in Slack', POLICY.replace('S0RELEASE', 'S0GONE')],
    ['an empty user group', () => {}, 'user group S0EMPTY: it has no members', POLICY.replace('S0RELEASE', 'S0EMPTY')],
    [
      'a workspace without user groups',
      ({ slack }) => slack.fault({ kind: 'error', error: 'plan_upgrade_required', methods: ['usergroups.users.list'] }),
      'list people under users or emails',
    ],
    [
      'an unknown e-mail address',
      () => {},
      'eve@example.com: no Slack user has this e-mail',
      POLICY.replace('ann@', 'eve@'),
    ],
    ['a deactivated user', () => {}, 'user U0BOB: the account is deactivated', POLICY.replace('[U0ANN]', '[U0BOB]')],
    [
      'an identity of an unknown user',
      () => {},
      'user U0EVE: no Slack user has this id',
      added('identities: { eve: U0EVE }\n'),
    ],
    [
      'an approval rule that its people cannot meet',
      () => {},
      'approval rule three: needs 3 approvals from "staff", which has 1 person; change the rule or the group',
      added('approvals: [{ id: three, scope: all, require: [{ count: 3, from: [staff] }] }]\n').replace(
        'people: {',
        'people: { staff: { slackGroups: [S0RELEASE] },',
      ),
    ],
    [
      'a mention of a missing user group',
      () => {},
      'user group S0GONE: not found in Slack',
      POLICY.replace('here', 'S0GONE'),
    ],
    [
      'a missing signing secret',
      ({ state }) => delete state.parameters['/secret'],
      'signing secret: parameter /secret not found',
    ],
    [
      'a blank signing secret',
      ({ state }) => Object.assign(state.parameters, { '/secret': ' , ' }),
      'signing secret: it is blank',
    ],
    [
      'an empty signing secret',
      ({ state }) => Object.assign(state.parameters, { '/secret': '' }),
      'signing secret: /secret is empty',
    ],
    [
      'a Request URL with another secret',
      ({ state }) => Object.assign(state, { secretOfDoor: 'older' }),
      'rejects this signing secret',
    ],
    ['a missing table', ({ database }) => deleteTable(database), 'table signalbox-table: not found'],
    [
      'a table with other keys',
      (given) =>
        otherTable(given, {
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'due', KeyType: 'RANGE' },
          ],
          GlobalSecondaryIndexes: undefined,
        }),
      'its keys are pk HASH, due RANGE',
    ],
    [
      'a table without its index',
      (given) => otherTable(given, { GlobalSecondaryIndexes: undefined }),
      'it has no index "due"',
    ],
    [
      'a table without expiry',
      ({ state }) => Object.assign(state, { expiry: { TimeToLiveStatus: 'DISABLED' } }),
      'expiry of signalbox-table: old rows are never deleted: aws dynamodb update-time-to-live',
    ],
    ['a missing queue', ({ state }) => setQueue(state, 'nowhere'), 'queue nowhere: not found'],
    [
      'a queue without dead letters',
      async ({ state, sqs }) => {
        await sqs.send(new CreateQueueCommand({ QueueName: 'bare' }));
        setQueue(state, 'bare');
      },
      'dead letters: the queue has no dead-letter queue',
    ],
    [
      'dead letters',
      ({ fauxqs }) => fauxqs.sendMessage('signalbox-dead', '{}', { region: 'eu-central-1' }),
      'dead letters: one message waits in signalbox-dead',
    ],
    [
      'undelivered events',
      ({ fauxqs }) => fauxqs.sendMessage('signalbox-undelivered', '{}', { region: 'eu-central-1' }),
      'undelivered events: one message waits',
    ],
    [
      'a role that may not approve',
      ({ state }) => state.forbidden.push('codepipeline:PutApprovalResult'),
      'act on pipelines: it lacks codepipeline:PutApprovalResult',
    ],
    [
      'another Region that the role does not list',
      ({ state }) => state.forbidden.push('codepipeline:StopPipelineExecution in eu-west-1'),
      'act on pipelines in eu-west-1: it lacks codepipeline:StopPipelineExecution: add this Region to the parameter regions',
    ],
    [
      'a topic that the role may not publish to',
      ({ state }) => state.forbidden.push('sns:Publish'),
      `publish to ${TOPIC}: it lacks sns:Publish: add the topic to the parameter topics`,
    ],
    [
      "a spoke's role that the role may not assume",
      ({ state }) => state.forbidden.push('sts:AssumeRole'),
      `assume ${SPOKE}: it lacks sts:AssumeRole`,
    ],
    [
      'a bus that no longer accepts a spoke',
      ({ state }) => Object.assign(state, { senders: [] }),
      'bus signalbox-test: it does not accept events of payments (210987654321), so events of its pipelines are lost',
    ],
    [
      'a bus that accepts only other accounts',
      ({ state }) => Object.assign(state, { senders: 'arn:aws:iam::333344445555:root' }),
      'accept events of payments (210987654321), so events of its pipelines are lost: add the account to the parameter spokes',
    ],
    [
      'a missing bus',
      ({ state }) => Object.assign(state, { senders: undefined }),
      'bus signalbox-test: not found: deploy again',
    ],
    [
      'a missing bus for events',
      () => {},
      'bus for events decisions: not found: create it, or correct events.bus in the policy',
      added('events: { bus: decisions }\n'),
    ],
    [
      'a worker that may not put events',
      ({ state }) => state.forbidden.push('events:PutEvents'),
      'worker permission to put events on decisions: it lacks events:PutEvents: deploy again',
      added('events: { bus: decisions }\n'),
    ],
    [
      'another account without a role',
      () => {},
      "pipelines of 333344445555 in eu-west-1: it has no role and is not Signalbox's own account (000000000000)",
      POLICY.replace('id: "000000000000"', 'id: "333344445555"'),
    ],
    [
      "a spoke's role that may not list pipelines",
      ({ state }) => state.deniedInSpoke.push('ListPipelines'),
      `pipelines of payments in us-east-1: ${SPOKE} has no permission for codepipeline:ListPipelines: update its stack`,
    ],
    [
      'a calendar that SSM does not have',
      () => {},
      'document/missing: SSM has no calendar with this ARN',
      POLICY.replace('document/audit', 'document/missing'),
    ],
  ];

  it.each(broken)('reports %s with a remedy, and keeps the other findings', async (_, change, finding, policy) => {
    const { isYes, missing, ok } = await examined(change, policy);
    expect(isYes).toBe(false);
    expect(missing).toContainEqual(
      typeof finding === 'string' ? expect.stringContaining(finding) : expect.stringMatching(finding),
    );
    expect(missing.length).toBeLessThan(9);
    expect(ok.length).toBeGreaterThan(9);
  });

  it('lists the roles that can act without Signalbox, with --bypass', async () => {
    const roles = {
      developer: 'codepipeline:RollbackStage',
      'sso/admin': 'codepipeline:PutApprovalResult',
      reader: undefined,
      'aws-service-role/support/AWSServiceRoleForSupport': 'codepipeline:PutApprovalResult',
    };
    const change = ({ state }: Deployment) => Object.assign(state.roles, roles);
    const { isYes, missing } = await examined(change, POLICY, 'test', true);
    expect(isYes).toBe(false);
    expect(missing).toEqual([
      'roles that can act without Signalbox: developer, sso/admin (3 roles examined): deploy infra/guard.yml, docs/security.md',
    ]);
    const guarded = await examined(
      ({ state }) => Object.assign(state.roles, { reader: undefined }),
      POLICY,
      'test',
      true,
    );
    expect(guarded.missing).toEqual([]);
    expect(guarded.ok).toContain('roles that can act without Signalbox: none (1 role examined)');
    expect((await examined(change)).missing).toEqual([]);
  });

  const subjectsOf: Record<string, string[]> = {
    DescribeStacks: ['stack signalbox-test'],
    GetFunctionConfiguration: ['function signalbox-test-worker'],
    ListEventSourceMappings: ['worker trigger'],
    GetParameter: ['Slack token', 'signing secret'],
    DescribeTable: ['table signalbox-table'],
    DescribeTimeToLive: ['expiry of signalbox-table'],
    ListPipelines: ['pipelines'],
    SimulatePrincipalPolicy: ['worker permission to act on pipelines'],
    GetCalendarState: [`calendar ${AUDIT}`],
    DescribeEventBus: ['bus signalbox-test'],
  };
  /** Without the stack or its functions the doctor does not know what else to check. */
  const { DescribeStacks, GetFunctionConfiguration, ...others } = subjectsOf;
  const asked = [['DescribeStacks'], ['GetFunctionConfiguration'], Object.keys(others)];
  const troubles = ['ThrottlingException', 'InternalFailure', 'no JSON', 'nothing in it'] as const;

  it.each(troubles.flatMap((trouble) => asked.map((actions) => [trouble, actions] as const)))(
    'reports "cannot tell" after the answer "%s" of %s, reports nothing as missing, and fails for each',
    async (trouble, actions) => {
      const { isYes, missing, unanswered } = await examined(({ state }) =>
        Object.assign(state.troubled, Object.fromEntries(actions.map((action) => [action, trouble]))),
      );
      const subjects = actions.flatMap((action) => subjectsOf[action] ?? []);
      expect(unanswered).toEqual(expect.arrayContaining(subjects));
      expect({ missing, isYes }).toEqual({ missing: [], isYes: false });
    },
  );

  const slackSubjects = {
    'conversations.history': 'channel C0DEPLOYS',
    'usergroups.users.list': 'user group S0RELEASE',
    'users.lookupByEmail': 'ann@example.com',
    'users.info': 'user U0ANN',
  };
  const WITHOUT_LIST = '{"ok":true}';
  const codes = ['internal_error', 'ratelimited', 'service_unavailable'];
  const bodies = [
    '<html>Bad gateway</html>',
    WITHOUT_LIST,
    ...codes.map((error) => JSON.stringify({ ok: false, error })),
    undefined,
  ];

  it.each(bodies)('reports "cannot tell" if Slack answers each look-up with %s', async (body) => {
    const methods = Object.entries(slackSubjects).filter(
      ([method]) => body !== WITHOUT_LIST || method !== 'conversations.history',
    );
    const { isYes, missing, unanswered } = await examined(({ state }) =>
      Object.assign(state.slackAnswers, Object.fromEntries(methods.map(([method]) => [method, body]))),
    );
    expect(unanswered).toEqual(expect.arrayContaining(methods.map(([, subject]) => subject)));
    expect({ missing, isYes }).toEqual({ missing: [], isYes: false });
  });

  it.each(bodies.filter((body) => body !== WITHOUT_LIST))(
    'reports "cannot tell" if Slack answers auth.test with %s',
    async (body) => {
      const { isYes, missing, unanswered } = await examined(({ state }) =>
        Object.assign(state.slackAnswers, { 'auth.test': body }),
      );
      expect(unanswered).toContain('Slack token');
      expect({ missing, isYes }).toEqual({ missing: [], isYes: false });
    },
  );

  it.each([
    ['AWS_ENDPOINT_URL', /^stack signalbox-test: the request failed \(Error/],
    ['AWS_ENDPOINT_URL_DYNAMODB', /^table signalbox-table: the request failed/],
    ['AWS_ENDPOINT_URL_SNS', /^topic .*: the request failed/],
  ])('reports "cannot tell" if no service answers at %s', async (name, message) => {
    const { isYes, missing, unchecked } = await examined(({ env }) =>
      Object.assign(env, { [name]: 'http://127.0.0.1:1' }),
    );
    expect(unchecked).toContainEqual(expect.stringMatching(message));
    expect({ missing, isYes }).toEqual({ missing: [], isYes: false });
  });

  it('reports "cannot tell" if the queue does not answer', async () => {
    const { isYes, missing, unchecked } = await examined(
      ({ functionEnv }) => Object.assign(functionEnv, { QUEUE_URL: 'http://127.0.0.1:12/1/signalbox-queue' }),
      POLICY,
      null,
    );
    expect(unchecked).toEqual([expect.stringMatching(/^queue signalbox-queue: the request failed/)]);
    expect({ missing, isYes }).toEqual({ missing: [], isYes: false });
  });

  it('reports "cannot tell" if the Request URL does not answer', async () => {
    const { isYes, missing, unchecked } = await examined(({ state }) =>
      Object.assign(state.outputs, { SlackLambdaFunctionUrl: 'http://127.0.0.1:12/' }),
    );
    expect(unchecked).toEqual([expect.stringMatching(/^Request URL: .* does not answer \(ECONNREFUSED\)/)]);
    expect({ missing, isYes }).toEqual({ missing: [], isYes: false });
  });

  it.each([
    ['DescribeStacks', 'stack signalbox-test'],
    ['GetFunctionConfiguration', 'function signalbox-test-worker'],
    ['GetParameter', 'Slack token'],
    ['DescribeTable', 'table signalbox-table'],
    ['ListPipelines', 'pipelines'],
    ['SimulatePrincipalPolicy', 'worker permission to act on pipelines'],
    ['GetCalendarState', `calendar ${AUDIT}`],
    ['DescribeEventBus', 'bus signalbox-test'],
  ])(
    'reports "cannot tell" if the user has no permission for %s, and reports nothing as missing',
    async (action, subject) => {
      const { isYes, missing, unchecked } = await examined(({ state }) => state.denied.push(action));
      expect(unchecked).toContainEqual(expect.stringContaining(`${subject}: you have no permission to check this`));
      expect(missing).toEqual([]);
      if (action !== 'GetFunctionConfiguration') expect(isYes).toBe(true);
    },
  );

  it('reports "cannot tell" for a role of another account that does not accept the user', async () => {
    const { isYes, unchecked } = await examined(({ state }) => Object.assign(state, { externalIds: [] }));
    expect(unchecked).toEqual([expect.stringContaining('need not: only the worker uses it')]);
    expect(isYes).toBe(true);
  });

  it('reports "cannot tell" for a bus that allows all accounts', async () => {
    const { isYes, unchecked } = await examined(({ state }) => Object.assign(state, { senders: '*' }));
    expect(unchecked).toEqual([expect.stringContaining('bus signalbox-test: its policy allows all accounts')]);
    expect(isYes).toBe(true);
  });

  it("uses the user's account as its own account if there is no stack", async () => {
    const { isYes, ok } = await examined(undefined, POLICY, null);
    expect(isYes).toBe(true);
    expect(ok).toContainEqual(expect.stringMatching(/^pipelines of 000000000000 in eu-west-1: readable/));
    const { missing } = await examined(({ state }) => Object.assign(state, { caller: '333344445555' }), POLICY, null);
    expect(missing).toEqual([
      expect.stringMatching(/^pipelines of 000000000000 in eu-west-1: it has no role .* \(333344445555\)/),
    ]);
  });

  it('reports an alarm topic without subscribers, but does not fail', async () => {
    const { isYes, unchecked } = await examined(({ fauxqs, state }) => {
      state.outputs.TopicArn = fauxqs.createTopic('unread', { region: 'eu-central-1' }).topicArn;
    });
    expect(unchecked).toEqual([expect.stringMatching(/^topic .*:unread: it has no subscriber.*aws sns subscribe/)]);
    expect(isYes).toBe(true);
  });

  it('reports a scope that the token lacks, and a missing list of scopes', async () => {
    const { unchecked } = await examined(({ slack, state }) => {
      slack.fault({ kind: 'error', error: 'missing_scope', methods: ['users.lookupByEmail'] });
      state.scopes = undefined;
    });
    expect(unchecked).toEqual([
      "Slack scopes: Slack did not list the token's scopes",
      expect.stringContaining('ann@example.com: the token lacks the scope'),
    ]);
  });

  it('reports unnecessary scopes, but does not fail', async () => {
    const { isYes, ok } = await examined(({ state }) => state.scopes?.push('files:write'));
    expect(ok).toContain('Slack scopes: all, and more than needed: files:write');
    expect(isYes).toBe(true);
  });

  it('gives up on a service that does not answer, and reports the other findings', async () => {
    const { missing, unchecked, ok } = await examined(({ state }) => state.hanging.push('ListPipelines', 'auth.test'));
    expect(unchecked).toContainEqual(expect.stringMatching(/^pipelines: the request failed \(Timeout/));
    expect(unchecked).toContainEqual(expect.stringMatching(/^Slack token: Slack cannot be reached/));
    expect(missing).toEqual([]);
    expect(ok.length).toBeGreaterThan(18);
  });

  it('ends a check that hangs or throws', async () => {
    const hangs = { subject: 'a', look: () => new Promise<never>(() => {}) };
    const throws = { subject: 'b', look: () => Promise.reject(new Error('bad')) };
    const answers = { subject: 'c', look: async () => [ok('c', 'fine')] };
    expect(await examine([hangs, throws, answers], 50)).toMatchObject([
      { type: 'untold', unanswered: true, subject: 'a', text: expect.stringContaining('no answer within 0.05 s') },
      { type: 'untold', unanswered: true, subject: 'b', text: 'the request failed (Error: bad)' },
      { type: 'ok', subject: 'c' },
    ]);
  });

  it('has one time limit for each check of a sequence, not one for all of them', async () => {
    let asking = 0;
    const slow = (subject: string) => ({
      subject,
      async look() {
        expect(++asking).toBe(1);
        await new Promise((done) => setTimeout(done, 100));
        asking--;
        return [ok(subject, 'fine')];
      },
    });
    const found = await examine([['a', 'b', 'c', 'd', 'e', 'f'].map(slow)], 500);
    expect(found.map(({ type, subject }) => `${subject} ${type}`)).toEqual([
      'a ok',
      'b ok',
      'c ok',
      'd ok',
      'e ok',
      'f ok',
    ]);
  });

  it('uses the environment of the shell without a stage, and reads no stack', async () => {
    const { isYes, ok, given } = await examined(undefined, POLICY, null);
    expect({ isYes, asked: given.state.asked.filter((name) => /Stack|Function|Simulate/.test(name)) }).toEqual({
      isYes: true,
      asked: [],
    });
    expect(ok).toContainEqual(expect.stringContaining('table signalbox-table: exists'));
    expect(ok).toContainEqual(expect.stringContaining('Slack token: belongs to'));
  });

  it('lists the variables that the shell lacks, and the alternative', async () => {
    const { missing } = await examined(
      ({ functionEnv }) => {
        for (const name of Object.keys(functionEnv)) Object.assign(functionEnv, { [name]: '' });
      },
      POLICY,
      null,
    );
    for (const name of ['TABLE_NAME', 'QUEUE_URL', 'SLACK_BOT_TOKEN_PARAM', 'SLACK_SIGNING_SECRET_PARAM']) {
      expect(missing).toContainEqual(
        expect.stringContaining(
          `${name} is not set: set it to the value that the functions have, or use --stage STAGE`,
        ),
      );
    }
  });

  it('changes nothing', async () => {
    const { given } = await examined();
    const reading = /^(Get|List|Describe|Simulate|Assume)/;
    expect(given.state.asked.filter((name) => !reading.test(name) && name !== 'CreateTable')).toEqual([]);
    expect(
      given.slack.calls.map(({ method }) => method).filter((method) => /post|update|open|delete/.test(method)),
    ).toEqual([]);
  });

  it('never prints a secret', async () => {
    const { ok, missing, unchecked } = await examined(({ state }) =>
      Object.assign(state.parameters, { '/token': 'xoxb-old-and-secret' }),
    );
    expect([...ok, ...missing, ...unchecked].join('\n')).not.toMatch(/xoxb-old-and-secret|lab-signing-secret/);
  });
});

describe('on the command line the doctor', () => {
  const signalbox = (args: string[], env: NodeJS.ProcessEnv) =>
    inEnvironment({ PATH: process.env.PATH, ...env }, ['doctor', ...args]);

  it('exits 0 when all is well, 1 when something is missing, 2 for wrong usage', async () => {
    const { given, file } = await examined();
    const well = await signalbox(['--stage', 'test', '--policy', file], given.env);
    expect(well.stdout).toMatch(/^ok {11}policy[\s\S]*\n\n\d+ ok, 0 missing, 0 cannot tell\n$/);
    expect(well.code).toBe(0);
    given.state.mapping = 'Disabled';
    const ill = await signalbox(['--stage', 'test', '--policy', file], given.env);
    expect(ill.stdout).toContain('missing      worker trigger: it is Disabled');
    expect(ill.code).toBe(1);
    for (const args of [['everything'], ['--stage='], ['--deep']])
      expect(await signalbox(args, {})).toMatchObject({ code: 2 });
  });

  it('asks a user without valid AWS credentials to sign in, and reports no success', async () => {
    const env = { HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'eu-central-1' };
    const { code, stdout } = await signalbox(['--stage', 'test'], env);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /cannot tell +stack signalbox-test: AWS did not accept your credentials or Region .*: sign in, or set AWS_PROFILE/,
    );
    expect(stdout).not.toMatch(/^missing/m);
  });
});

describe('the checks of the doctor', () => {
  it('include only pipeline actions that the role of the worker lists', () => {
    const { Resources } = parse(readFileSync('infra/roles.yml', 'utf8'), { logLevel: 'silent' });
    const given = JSON.stringify(Resources.WorkerRole);
    expect(pipelineActions.filter((action) => !given.includes(action))).toEqual([]);
    expect(pipelineActions.length).toBeGreaterThan(10);
    expect(neededScopes).toContain('chat:write');
  });
});

function setQueue(state: Deployment['state'], name: string): void {
  const url = (state.outputs.QueueUrl ?? '').replace('signalbox-queue', name);
  state.outputs.QueueUrl = url;
  for (const { Environment } of Object.values(state.functions)) Environment.QUEUE_URL = url;
}

/** The stand-in deletes with a short delay, as AWS does. */
async function deleteTable(database: Deployment['database']): Promise<void> {
  await database.send(new DeleteTableCommand({ TableName: 'signalbox-table' }));
  await new Promise((done) => setTimeout(done, 200));
}

async function otherTable({ database }: Deployment, change: object): Promise<void> {
  await deleteTable(database);
  const { AttributeDefinitions = [], ...rest } = table('signalbox-table');
  const wanted = { ...rest, ...change };
  const used = JSON.stringify(wanted);
  await database.send(
    new CreateTableCommand({
      ...wanted,
      AttributeDefinitions: AttributeDefinitions.filter(({ AttributeName }) =>
        used.includes(`"AttributeName":"${AttributeName}"`),
      ),
    }),
  );
}
