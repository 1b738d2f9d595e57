import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { load } from './load.ts';

/** Makes the code cache of a built function, after an invocation that compiles what a first one needs.
 *  `node infra/code-cache/make.ts FOLDER NAME` */

const [, , folder = '', name = ''] = process.argv;

/** Fits every call that the first invocation makes. */
const answer = {
  ok: true,
  ts: '1.2',
  channel: 'C',
  Items: [],
  Successful: [],
  Failed: [],
  pipeline: { name: 'p', stages: [] },
};
const server = createServer((req, res) => {
  req.resume().on('end', () => res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)));
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
Object.assign(process.env, {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'build',
  AWS_SECRET_ACCESS_KEY: 'build',
  AWS_ENDPOINT_URL: home,
  TABLE_NAME: 'build',
  QUEUE_URL: `${home}/1/q`,
  SLACK_API_URL: `${home}/`,
  SLACK_BOT_TOKEN: 'build',
  SLACK_SIGNING_SECRET: 'build',
  SLACK_TEAM_IDS: 'T1',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});
console.log = () => {};

const { createHandler, script } = load(pathToFileURL(resolve(folder, `${name}.mjs`)).href, `${name}-chunks`);
const handler = (await createHandler({})) as (event: object, context: object) => Promise<unknown>;
await handler(eventFor(name), { functionName: name, awsRequestId: 'build', getRemainingTimeInMillis: () => 30_000 });
writeFileSync(join(folder, `${name}-chunks/code.cache`), script.createCachedData());
process.exit();

function eventFor(name: string): object {
  if (name === 'slack') return press();
  const attributes = { eventSource: 'aws:sqs', attributes: {}, messageAttributes: {} };
  return { Records: [{ messageId: 'm', body: JSON.stringify(started()), ...attributes }] };
}

function started(): object {
  return {
    'detail-type': 'CodePipeline Pipeline Execution State Change',
    source: 'aws.codepipeline',
    account: '111111111111',
    region: 'eu-central-1',
    time: '2026-01-01T00:00:00Z',
    detail: { pipeline: 'p', 'execution-id': 'e', state: 'STARTED', version: 1, 'pipeline-execution-attempt': 1 },
  };
}

function press(): object {
  const value = JSON.stringify({ key: 'execution#111111111111#eu-central-1#p#e', run: 'S/A@1', comment: 0 });
  const payload = JSON.stringify({
    type: 'block_actions',
    user: { id: 'U1', username: 'u', name: 'u', team_id: 'T1' },
    team: { id: 'T1', domain: 'd' },
    container: { type: 'message', message_ts: '1.2', channel_id: 'C1' },
    channel: { id: 'C1', name: 'c' },
    trigger_id: '1.2.3',
    actions: [{ type: 'button', action_id: 'approve', block_id: 'b', action_ts: '1.2', value }],
  });
  const body = new URLSearchParams({ payload }).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', 'build').update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    requestContext: { http: { method: 'POST' } },
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
    isBase64Encoded: false,
  };
}
