import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import dynalite from 'dynalite';
import { startFauxqs } from 'fauxqs';
import { onTestFinished } from 'vitest';
import { createChangeCalendars } from '../../../lab/aws/change-calendars.ts';
import { table } from '../../../lab/aws/table.ts';
import { functionUrl } from '../../../lab/runtime/function-url.ts';
import { createSlack } from '../../../lab/slack/slack.ts';
import { createEndpoint } from '../../../lib/slack/endpoint/endpoint.ts';
import { ACCOUNT, answerOf, createState, json, REGION, send, TABLE, TOKEN } from './deployed-aws.ts';

/** A deployment of Signalbox on this machine; a test can break each part. DynamoDB, SQS and Slack are the lab's
 *  stand-ins. The rest of AWS answers only the requests about a deployment, over its own protocols. */

const credentials = { accessKeyId: 'lab', secretAccessKey: 'lab' };

export async function deployment() {
  const state = createState();
  const slack = createSlack({
    now: Date.now,
    token: TOKEN,
    users: [
      { id: 'U0ANN', name: 'Ann Weber', email: 'ann@example.com' },
      { id: 'U0BOB', name: 'Bob', email: 'bob@example.com', deactivated: true },
    ],
    channels: [
      { id: 'C0DEPLOYS', name: 'deploys' },
      { id: 'C0AWAY', name: 'away', joined: false },
      { id: 'C0OLD', name: 'old' },
    ],
    groups: [
      { id: 'S0RELEASE', users: ['U0ANN'] },
      { id: 'S0EMPTY', users: [] },
    ],
    limits: 'none',
  });
  const whole = (operation: string) =>
    !state.denied.includes(operation) && !state.hanging.includes(operation) && !(operation in state.troubled);
  const slackUrl = await listen(async (req, res) => {
    if (state.scopes) res.setHeader('x-oauth-scopes', state.scopes.join(','));
    if (state.hanging.includes(req.url?.split('/').at(-1) ?? '')) return;
    const method = req.url?.split('/').at(-1) ?? '';
    if (method in state.slackAnswers) {
      const body = state.slackAnswers[method];
      return void (body === undefined ? req.socket.destroy() : res.writeHead(200).end(body));
    }
    if (req.url !== '/api/conversations.history') return slack.request(req, res);
    const channel = new URLSearchParams(await text(req)).get('channel') ?? '';
    const known = { C0DEPLOYS: true, C0OLD: true, C0AWAY: false }[channel];
    const error = known === undefined ? 'channel_not_found' : 'not_in_channel';
    const messages = [{ type: 'message', ts: '1.0', text: '', subtype: state.newest[channel] }];
    send(res, json(known ? { ok: true, messages } : { ok: false, error }));
  });

  const dynamo = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  const dynamoUrl = await listen(async (req, res) => {
    const operation = String(req.headers['x-amz-target']).split('.')[1] ?? '';
    if (operation !== 'DescribeTimeToLive' && whole(operation)) return void dynamo.emit('request', req, res);
    send(res, answerOf(state, { operation, url: '', body: await text(req) }));
  });
  const database = new DynamoDBClient({ region: REGION, endpoint: dynamoUrl, credentials });
  await database.send(new CreateTableCommand(table(TABLE)));

  const fauxqs = await startFauxqs({ port: 0, logger: false, defaultRegion: REGION });
  onTestFinished(() => fauxqs.stop());
  const sqs = new SQSClient({ region: REGION, endpoint: fauxqs.address, credentials });
  const deadLetterTargetArn = `arn:aws:sqs:${REGION}:${ACCOUNT}:signalbox-dead`;
  await sqs.send(new CreateQueueCommand({ QueueName: 'signalbox-dead' }));
  await sqs.send(new CreateQueueCommand({ QueueName: 'signalbox-undelivered' }));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 });
  await sqs.send(new CreateQueueCommand({ QueueName: 'signalbox-queue', Attributes: { RedrivePolicy } }));
  const { topicArn } = fauxqs.createTopic('signalbox-test', { region: REGION });
  fauxqs.subscribe({ topic: 'signalbox-test', queue: 'signalbox-undelivered', region: REGION });
  const queueUrl = (name: string) => `${fauxqs.address}/${ACCOUNT}/${name}`;

  const endpoint = createEndpoint({
    secrets: async () => [state.secretOfDoor],
    queue: { send: async () => {} },
    web: { open: async () => 'V1', tell: async () => true, zone: async () => undefined },
    now: Date.now,
    log: () => {},
  });
  const doorUrl = await listen(functionUrl(async (event) => endpoint(event as Parameters<typeof endpoint>[0])));

  const calendars = createChangeCalendars(Date.now);
  const aws = await listen(async (req, res) => {
    const target = String(req.headers['x-amz-target'] ?? '').split('.')[1];
    if (target === 'GetCalendarState' && whole(target)) return calendars.request(req, res);
    const body = await text(req);
    const isSpoke = String(req.headers.authorization).includes('Credential=spoke/');
    send(res, answerOf(state, { operation: target, url: req.url ?? '', body, isSpoke }));
  });

  const secrets = { SLACK_BOT_TOKEN_PARAM: '/token', SLACK_SIGNING_SECRET_PARAM: '/secret' };
  const places = { TABLE_NAME: TABLE, QUEUE_URL: queueUrl('signalbox-queue') };
  const shared = { ...places, SLACK_API_URL: `${slackUrl}/api/` };
  state.outputs = {
    TableName: places.TABLE_NAME,
    QueueUrl: places.QUEUE_URL,
    UndeliveredEventsUrl: queueUrl('signalbox-undelivered'),
    SlackLambdaFunctionUrl: `${doorUrl}/`,
    TopicArn: topicArn,
    BusArn: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/signalbox-test`,
  };
  state.functions = {
    'signalbox-test-worker': { Environment: { ...shared, SLACK_BOT_TOKEN_PARAM: '/token', ACCOUNT_ID: ACCOUNT } },
    'signalbox-test-slack': { Environment: { ...shared, ...secrets } },
    'signalbox-test-sweep': { Environment: { ...places } },
  };
  return {
    state,
    slack,
    fauxqs,
    sqs,
    database,
    calendars,
    /** The environment of a person with permission to read everything. */
    env: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'lab',
      AWS_SECRET_ACCESS_KEY: 'lab',
      AWS_ENDPOINT_URL: aws,
      AWS_ENDPOINT_URL_SQS: fauxqs.address,
      AWS_ENDPOINT_URL_SNS: fauxqs.address,
      AWS_ENDPOINT_URL_DYNAMODB: dynamoUrl,
    },
    /** The environment of the functions. */
    functionEnv: { ...shared, ...secrets },
  };
}

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
