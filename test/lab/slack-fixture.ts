import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebClient } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { createSlack, type Slack, type SlackSetting } from '../../lab/slack/slack.ts';

export interface Lab {
  slack: Slack;
  client: WebClient;
  url: string;
  /** The clock stands still until a test moves it. */
  clock: { now: number };
  connect(token: string, options?: { timeout?: number }): WebClient;
}

/** A small workspace behind a real server, asked through Slack's own client. */
export async function openLab(setting: Partial<SlackSetting> = {}): Promise<Lab> {
  const clock = { now: Date.UTC(2026, 0, 5, 9) };
  const slack = createSlack({
    now: () => clock.now,
    users: [
      { id: 'U0ANN', name: 'Ann Archer', email: 'ann@example.com' },
      { id: 'U0BOB', name: 'Bob', email: 'bob@example.com', deactivated: true },
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
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;

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

/** The body of the refusal, as the client hands it over. */
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
