import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ActionSnapshot, ExecutionSnapshot } from '../../../lab/codepipeline/snapshot.ts';
import { pageRequest } from '../../../lab/page/serve.ts';
import { type Command, command, type LabState } from '../../../lab/page/state.ts';

const now = Date.UTC(2026, 0, 5, 9, 30);
const running = '3f2a91c4-0000-4000-8000-000000000001';
const failed = '9b1d07ee-0000-4000-8000-000000000002';
const asking = 'c0ffee00-0000-4000-8000-000000000003';
const waiting = 'feed5eed-0000-4000-8000-000000000004';

export const hostile = 'Fix <img src=x onerror="window.pwned=1"><script>window.pwned=2</script> & "quotes"';
const escaped = hostile.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function mrkdwn(text: string) {
  return { type: 'mrkdwn', text };
}

function plain(text: string) {
  return { type: 'plain_text', text };
}

type Stage = ExecutionSnapshot['stages'][number];

function action(
  name: string,
  category: ActionSnapshot['category'],
  status: ActionSnapshot['status'],
  more: object = {},
) {
  return { ...actionOf(name, category), status, startedAt: now - 90_000, ...more };
}

function actionOf(name: string, category: ActionSnapshot['category']) {
  const provider = { Source: 'CodeStarSourceConnection', Build: 'CodeBuild', Approval: 'Manual' }[String(category)];
  return { name, category, provider: provider ?? 'CodeDeploy' };
}

function stage(name: string, status: Stage['status'], ...actions: ActionSnapshot[]): Stage {
  return { name, status, actions };
}

const over = { endedAt: now - 30_000 };
const source = stage('Source', 'Succeeded', action('Checkout', 'Source', 'Succeeded', over));
const webhook = { type: 'Webhook', detail: '' };

/** A lab with a failure, an open approval and a closed transition. It is long, because it is one complete state. */
export const fixture: LabState = {
  now,
  scenario: null,
  scenarios: [
    { name: 'flaky', title: 'A flaky build', group: 'retries' },
    { name: 'freeze', title: 'A freeze begins', group: 'freezes' },
  ],
  pipelines: [
    {
      name: 'checkout-prod',
      mode: 'SUPERSEDED',
      account: '111122223333',
      region: 'eu-central-1',
      version: 1,
      stages: [
        { name: 'Source', transition: { enabled: true }, inbound: [], actions: [actionOf('Checkout', 'Source')] },
        {
          name: 'Build',
          transition: { enabled: true },
          inbound: [],
          actions: [actionOf('Compile', 'Build'), actionOf('Lint', 'Build')],
        },
        { name: 'Staging', transition: { enabled: true }, inbound: [], actions: [actionOf('Sign-off', 'Approval')] },
        {
          name: 'Deploy',
          transition: { enabled: false, reason: 'weekend freeze until Mon 08:00', by: 'signalbox' },
          inbound: [waiting],
          actions: [actionOf('Deploy', 'Deploy')],
        },
      ],
      executions: [
        {
          id: running,
          status: 'InProgress',
          attempt: 1,
          startedAt: now - 95_000,
          updatedAt: now - 5_000,
          trigger: webhook,
          type: 'STANDARD',
          commit: { id: 'd34db33fcafe', message: hostile, author: 'Ann Archer' },
          stages: [
            source,
            stage(
              'Build',
              'InProgress',
              action('Compile', 'Build', 'Succeeded', { ...over, summary: '412 tests passed' }),
              action('Lint', 'Build', 'InProgress'),
            ),
            stage('Staging', 'NotStarted', action('Sign-off', 'Approval', 'NotStarted')),
            stage('Deploy', 'NotStarted', action('Deploy', 'Deploy', 'NotStarted')),
          ],
        },
        {
          id: asking,
          status: 'InProgress',
          attempt: 1,
          startedAt: now - 600_000,
          updatedAt: now - 300_000,
          trigger: webhook,
          type: 'STANDARD',
          commit: { id: 'a1b2c3d4', message: 'Ask for the postcode once', author: 'Bob' },
          stages: [
            source,
            stage('Build', 'Succeeded', action('Compile', 'Build', 'Succeeded', over)),
            stage('Staging', 'InProgress', action('Sign-off', 'Approval', 'InProgress', { waitingForApproval: true })),
            stage('Deploy', 'NotStarted', action('Deploy', 'Deploy', 'NotStarted')),
          ],
        },
        {
          id: waiting,
          status: 'InProgress',
          attempt: 1,
          startedAt: now - 900_000,
          updatedAt: now - 800_000,
          trigger: webhook,
          type: 'STANDARD',
          commit: { id: 'feedface', message: 'Round the tax as the law does', author: 'Bob' },
          stages: [
            source,
            stage('Staging', 'Succeeded', action('Sign-off', 'Approval', 'Succeeded', over)),
            stage('Deploy', 'Waiting', action('Deploy', 'Deploy', 'NotStarted')),
          ],
        },
        {
          id: failed,
          status: 'Failed',
          attempt: 2,
          startedAt: now - 3_600_000,
          updatedAt: now - 3_400_000,
          trigger: { type: 'StartPipelineExecution', detail: 'ann' },
          type: 'STANDARD',
          commit: { id: 'badc0de0', message: 'Bump the payment client\n\nLonger text.', author: 'Ann Archer' },
          stages: [
            source,
            stage('Build', 'Failed', action('Compile', 'Build', 'Failed', { ...over, summary: 'exit status 1' })),
          ],
        },
      ],
    },
  ],
  slack: {
    users: [
      { id: 'U0ANN', name: 'Ann Archer', email: 'ann@example.com' },
      { id: 'U0BOB', name: 'Bob' },
      { id: 'U0SIGNALBOX', name: 'Signalbox' },
    ],
    groups: [{ id: 'S0RELEASE', name: 'releasers' }],
    views: [],
    homes: [],
    channels: [
      {
        id: 'C0DEPLOYS',
        name: 'deploys',
        messages: [
          {
            ts: '1767605000.000100',
            author: 'U0ANN',
            text: 'Shipping the *postcode* fix today :rocket:\n&gt; quoted\n• one\n• two',
            blocks: [],
            updates: 0,
            replies: [],
          },
          {
            ts: '1767605100.000200',
            author: 'U0SIGNALBOX',
            text: 'checkout-prod failed in Build: the unit tests failed',
            updates: 7,
            metadata: { event_type: 'signalbox', event_payload: { execution: failed } },
            blocks: [
              { type: 'header', text: plain('✖ checkout-prod failed in Build') },
              {
                type: 'section',
                text: mrkdwn(
                  '✔ Source  ✖ *Build*  ○ Staging  ○ Deploy\n2 of 412 tests failed: `cart.spec.ts` <https://example.com/logs?a=1&amp;b=2|see the log>\n```\nError: expected 3 to be 4\n  at <cart.spec.ts:41>\n```',
                ),
                accessory: {
                  type: 'button',
                  text: plain('Console'),
                  url: 'https://console.aws.amazon.com/',
                  action_id: 'console',
                },
              },
              {
                type: 'section',
                fields: [
                  mrkdwn('*Class*\ncode-or-test'),
                  mrkdwn('*Attempt*\n2'),
                  mrkdwn('*Started*\n<!date^1767605000^{date_short} {time}|then>'),
                ],
              },
              {
                type: 'actions',
                elements: [
                  {
                    type: 'button',
                    text: plain('Retry failed actions'),
                    style: 'primary',
                    action_id: 'retry',
                    value: 'r1',
                    confirm: {
                      title: plain('Retry the stage?'),
                      text: mrkdwn('The failed actions of *Build* start again.'),
                      confirm: plain('Retry'),
                      deny: plain('Not now'),
                    },
                  },
                  { type: 'button', text: plain('Roll back'), style: 'danger', action_id: 'rollback', value: 'r2' },
                ],
              },
              { type: 'divider' },
              { type: 'context', elements: [mrkdwn(`\`badc0de0\` ${escaped}`), mrkdwn('<@U0ANN> · 3 min 20 s')] },
            ],
            replies: [
              {
                ts: '1767605200.000300',
                author: 'U0SIGNALBOX',
                text: 'Retried once: _transient_ ~maybe~. <!here> <!subteam^S0RELEASE>',
                blocks: [],
                updates: 0,
              },
            ],
          },
        ],
      },
      { id: 'C0QUIET', name: 'approvals', messages: [] },
    ],
  },
  sns: [
    {
      at: now - 60_000,
      topic: 'arn:aws:sns:eu-central-1:111122223333:deploys',
      subject: 'checkout-prod failed in Build',
      attributes: { state: 'failed', pipeline: 'checkout-prod', stage: 'Build' },
      message: '{"pipeline":"checkout-prod","state":"failed"}',
    },
  ],
  why: [
    {
      at: now - 300_000,
      execution: failed,
      effect: 'show',
      because: 'checkout-prod is routed to #deploys by the default route.',
    },
    {
      at: now - 200_000,
      execution: failed,
      effect: 'show',
      because: 'checkout-prod is routed to #deploys by the default route.',
    },
    {
      at: now - 190_000,
      execution: failed,
      effect: 'retry',
      because: 'Not retried: code-or-test failures do not pass by trying again.',
    },
    { at: now - 180_000, execution: failed, effect: 'reply', because: 'The author asked to be mentioned on failures.' },
    { at: now - 180_000, execution: running, effect: 'show', because: 'This is about another execution.' },
  ],
  worker: { alive: true, pid: 4242 },
  slackDown: false,
  failures: [],
};

/** The files of the page, a constant state and a list of the commands from the page. */
export async function serveFixture(state: LabState = fixture, port = 0) {
  const page = pageRequest();
  const commands: Command[] = [];
  const server = createServer(async (req, res) => {
    if (page(req, res)) return;
    res.setHeader('content-type', 'application/json');
    if (req.url === '/lab/state') return void res.end(JSON.stringify(state));
    if (req.url !== '/lab/do') return void res.writeHead(404).end();
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const asked = command.parse(JSON.parse(Buffer.concat(chunks).toString()));
    commands.push(asked);
    const error = errorOf(asked);
    res.end(JSON.stringify(error === undefined ? { ok: true } : { ok: false, error }));
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${taken}/`, commands, state, close: () => server.close() };
}

function errorOf(asked: Command): string | undefined {
  switch (asked.type) {
    case 'slack-down':
      return 'Slack is down already';
    case 'click':
      return 'This app could not be reached.';
    case 'command':
      return asked.text.startsWith('refuse') ? '/signalbox failed with the error "dispatch_failed"' : undefined;
    default:
      return undefined;
  }
}
