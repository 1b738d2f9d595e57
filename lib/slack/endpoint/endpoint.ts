import { readRequest } from '../requests/parse-request.ts';
import type { Incoming } from '../requests/types.ts';
import { ANSWER, createStarts, realTimer, type Timer, WORK, within } from './deadline.ts';
import { handleRequest, type Progress, type Tools } from './handle-request.ts';
import { bytesOf, type HttpAnswer, type HttpRequest, header, text } from './http.ts';
import { words } from './messages.ts';
import { createReplayCache } from './replay-cache.ts';
import { FAILED, replyTo, replyUnread } from './reply.ts';
import { refusalOf } from './signature.ts';
import { type Home, isHome, readOrigin } from './workspace.ts';

export interface EndpointSetting extends Tools {
  /** Called for each request, so that a rotated secret is used at once. */
  secrets: () => Promise<string[]>;
  /** The workspaces where the app is installed. Without it, every signed request may act. */
  home?: () => Promise<Home>;
  now: () => number;
  timer?: Timer;
}

export type Endpoint = (request: HttpRequest) => Promise<HttpAnswer>;

/** Characters. A click contains its whole message, percent-encoded: up to ten times as long as the text. */
const LARGEST = 500_000;

/** Slack calls only this URL. No request is parsed before its signature is verified. */
export function createEndpoint({ secrets, home, now, timer = realTimer, ...tools }: EndpointSetting): Endpoint {
  const served = createReplayCache();
  const start = createStarts(timer);

  async function serve(request: HttpRequest, progress: Progress): Promise<HttpAnswer> {
    const timestamp = header(request, 'x-slack-request-timestamp') ?? '';
    const signature = header(request, 'x-slack-signature') ?? '';
    const body = bytesOf(request);
    const refusal = refusalOf({ timestamp, signature, body }, await secrets(), now());
    if (refusal !== undefined) return refuse(refusal);
    if (served.has(signature, now())) return refuse('replayed');

    const contentType = header(request, 'content-type') ?? '';
    const incoming = readRequest(contentType, body.toString('utf8'), Number(timestamp) * 1000);
    progress.reply = replyTo(incoming, tools.web);
    progress.doing = 'asking Slack for the own workspace';
    const stranger = acts(incoming) ? await strangeness(body.toString('utf8')) : undefined;
    if (stranger !== undefined) return progress.reply(stranger);
    const answered = await handleRequest(incoming, { ...tools, progress });
    if (answered.served) served.add(signature, now());
    return answered.answer;
  }

  /** The signature proves only the app's secret, and an app can be installed in several workspaces.
   *  @returns the reply to a request from elsewhere; undefined for a request from the own workspace */
  async function strangeness(body: string): Promise<string | undefined> {
    if (home === undefined) return undefined;
    const origin = readOrigin(body);
    const own = await home().catch((error: unknown) => {
      tools.log({ message: 'request failed', doing: 'asking Slack for the own workspace', error });
      return undefined;
    });
    if (own === undefined) return words.homeless;
    if (isHome(origin, own)) return undefined;
    const { team, userTeam } = origin;
    tools.log({ message: 'request refused', why: 'another workspace', team, userTeam });
    return words.stranger;
  }

  /** The answer does not reveal the reason to the sender. */
  function refuse(why: string): HttpAnswer {
    tools.log({ message: 'request refused', why });
    return text(401, 'Not accepted.');
  }

  return async (request) => {
    if (request.requestContext.http.method !== 'POST') return text(405, 'Slack posts here.');
    if ((request.body?.length ?? 0) > LARGEST) return text(413, 'Too large.');
    const began = start();
    const left = (limit: number) => began + limit - timer.now();
    const progress: Progress = {
      reply: replyUnread(request),
      sentence: words.notReceived,
      doing: 'reading the secrets',
    };
    const work = serve(request, progress).catch((error: unknown) => {
      tools.log({ message: 'request failed', doing: 'serving a request', error });
      return progress.reply(progress.sentence);
    });
    const answered = await within(left(WORK), work, timer);
    if (answered !== undefined) return answered;
    tools.log({ message: 'request failed', doing: progress.doing, error: new Error('It took too long') });
    return (await within(left(ANSWER), progress.reply(progress.sentence), timer)) ?? FAILED;
  };
}

function acts({ type }: Incoming): boolean {
  return type !== 'challenge' && type !== 'other' && type !== 'unknown';
}
