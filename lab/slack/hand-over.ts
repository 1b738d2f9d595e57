import { createHmac } from 'node:crypto';

/** The app's own server, as Slack knows it. */
export interface App {
  /** One for interactivity and commands. */
  requestUrl: () => string;
  signingSecret: string;
  /** Real milliseconds that Slack waits for an answer: three seconds of life. Infinity in virtual time, which stands
   *  still meanwhile. */
  patience?: number;
  /** Counts a request as work until it is answered. */
  working?: <T>(work: Promise<T>) => Promise<T>;
}

export type HandedOver =
  | { type: 'answered'; status: number; body: string; isJson: boolean }
  | { type: 'late' }
  | { type: 'unreachable' };

const PATIENCE = 3_000;

/** Posts a signed form to the app. @param now the lab's clock */
export function handOver(app: App, fields: Record<string, string>, now: number): Promise<HandedOver> {
  const { working = (work) => work } = app;
  return working(post(app, new URLSearchParams(fields).toString(), now));
}

/** Posts a signed event to the app, as JSON. @param now the lab's clock */
export function handEvent(app: App, event: object, now: number): Promise<HandedOver> {
  const { working = (work) => work } = app;
  return working(post(app, JSON.stringify(event), now, 'application/json'));
}

async function post(
  app: App,
  body: string,
  now: number,
  type = 'application/x-www-form-urlencoded',
): Promise<HandedOver> {
  const { patience = PATIENCE } = app;
  try {
    const answer = await fetch(app.requestUrl(), {
      method: 'POST',
      headers: {
        'content-type': type,
        accept: 'application/json,*/*',
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        ...signature(app.signingSecret, body, now),
      },
      body,
      redirect: 'manual',
      ...(Number.isFinite(patience) && { signal: AbortSignal.timeout(patience) }),
    });
    const isJson = answer.headers.get('content-type')?.includes('application/json') ?? false;
    return { type: 'answered', status: answer.status, body: await answer.text(), isJson };
  } catch (error) {
    return { type: Object(error).name === 'TimeoutError' ? 'late' : 'unreachable' };
  }
}

/** The headers that prove that Slack sent this body at this time. */
export function signature(secret: string, body: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${mac}` };
}
