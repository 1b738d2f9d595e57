import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebClient } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { createSlack, type Slack, type SlackSetting } from '../../../lab/slack/slack.ts';

export interface Lab {
  slack: Slack;
  client: WebClient;
  url: string;
  /** Both clocks, virtual and real, stand still until a test moves them. */
  clock: { now: number; real: number };
  connect(token: string, options?: { timeout?: number }): WebClient;
}

/** A small workspace behind a real server, called with Slack's own client. */
export async function openLab(setting: Partial<SlackSetting> = {}): Promise<Lab> {
  const clock = { now: Date.UTC(2026, 0, 5, 9), real: 5_000 };
  let home = '';
  const slack = createSlack({
    now: () => clock.now,
    real: () => clock.real,
    home: () => home,
    users: [
      { id: 'U0ANN', name: 'Ann Archer', email: 'ann@example.com' },
      { id: 'U0BOB', name: 'Bob', email: 'bob@example.com', deactivated: true },
      { id: 'U0CAT', name: 'Cat Cole' },
    ],
    channels: [
      { id: 'C0DEPLOYS', name: 'deploys' },
      { id: 'C0OTHER', name: 'other' },
      { id: 'C0AWAY', name: 'away', joined: false },
      { id: 'C0OLD', name: 'old', archived: true },
    ],
    groups: [{ id: 'S0RELEASE', users: ['U0ANN', 'U0BOB'] }],
    limits: 'none',
    ...setting,
  });
  const server = createServer(slack.request);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = `${home}/api/`;

  function connect(token: string, options: { timeout?: number } = {}): WebClient {
    const client = new WebClient(token, {
      slackApiUrl: url,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: silent,
      ...options,
    });
    return client;
  }
  return { slack, clock, url, connect, client: connect('xoxb-lab') };
}

export const SECRET = 'shh';

/** The content of a request from Slack, and whether it has a valid Slack signature. */
export interface Got {
  fields: Record<string, string>;
  /** The interaction, if it is one. */
  payload: Payload;
  signed: boolean;
  timestamp: number;
  headers: Record<string, unknown>;
}

export interface Payload {
  [field: string]: unknown;
  trigger_id: string;
  response_url: string;
}

export type Answer = { status?: number; body?: object | string; headers?: Record<string, string> } | undefined;

/** An app behind Slack: it keeps each request and gives the answer of the test. */
export async function openApp(answer: (got: Got) => Answer | Promise<Answer> = () => undefined) {
  const got: Got[] = [];
  const server = createServer(async (req, res) => {
    const body = await text(req);
    const timestamp = String(req.headers['x-slack-request-timestamp']);
    const mac = createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
    const fields = Object.fromEntries(new URLSearchParams(body));
    const one: Got = {
      fields,
      payload: JSON.parse(fields.payload ?? '{}'),
      signed: req.headers['x-slack-signature'] === `v0=${mac}`,
      timestamp: Number(timestamp),
      headers: req.headers,
    };
    got.push(one);
    const { status = 200, body: content = '', headers = {} } = (await answer(one)) ?? {};
    if (typeof content === 'string') return res.writeHead(status, headers).end(content);
    return res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { got, app: { requestUrl: () => url, signingSecret: SECRET }, close: () => server.close() };
}

const quiet = () => {};
const silent = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  setLevel: quiet,
  setName: quiet,
  getLevel: () => 'error' as never,
};

/** The body of the refusal, as the client returns it. */
export async function refusalOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    return Object(error).data ?? { error: Object(error).code, retryAfter: Object(error).retryAfter };
  }
  throw new Error('Slack agreed, and should not have');
}

export function section(text: string) {
  return { type: 'section' as const, text: { type: 'mrkdwn' as const, text } };
}
