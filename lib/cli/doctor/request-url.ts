import { randomUUID } from 'node:crypto';
import { sign, splitSecrets } from '../../slack/endpoint/signature.ts';
import { type Check, missing, ok, unanswered, untold } from './finding.ts';
import type { Secrets } from './secrets.ts';
import type { Setting } from './setting.ts';

/** Checks that the function's URL accepts requests of Slack. It sends Slack's URL verification request, signed with
 *  the secret from the parameter; this request has no effect. */
export function requestUrlCheck({ stack, now }: Setting, secrets: Secrets): Check[] {
  const subject = 'Request URL';
  const url = stack?.outputs.SlackLambdaFunctionUrl;
  if (url === undefined) return [];
  return [
    {
      subject,
      async look() {
        const [secret] = splitSecrets(await orNothing(secrets));
        if (secret === undefined) return [untold(subject, `${url}: not tested, because the signing secret is missing`)];
        const answer = await knock(url, secret, now());
        switch (answer) {
          case 'right':
            return [ok(subject, `${url} answers; the app's manifest must have it at each of its addresses`)];
          case 401:
            return [
              missing(subject, `${url} rejects this signing secret: the functions read a new one within five minutes`),
            ];
          case 500:
            return [missing(subject, `${url} cannot read its secrets: check the log of the function slack`)];
          case 429:
          case 503:
          case 504:
            return [unanswered(subject, `${url} answers ${answer} at the moment; try again`)];
          default:
            if (typeof answer === 'string') return [unanswered(subject, `${url} does not answer (${answer})`)];
            return [missing(subject, `${url} answers ${answer}: check the log of the function slack, or deploy again`)];
        }
      },
    },
  ];
}

async function orNothing(secrets: Secrets): Promise<string> {
  const secret = await secrets.read('SLACK_SIGNING_SECRET');
  return typeof secret === 'string' ? secret : '';
}

/** The message is only "fetch failed"; the cause has the code. */
function codeOf(error: Error): string {
  return String(Object(error.cause).code ?? Object(error.cause).message ?? error.message);
}

async function knock(url: string, secret: string, now: number): Promise<'right' | number | string> {
  const challenge = randomUUID();
  const body = JSON.stringify({ type: 'url_verification', challenge });
  const timestamp = String(Math.floor(now / 1000));
  const headers = {
    'content-type': 'application/json',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': sign(secret, timestamp, Buffer.from(body)),
  };
  const request = { method: 'POST', body, headers, redirect: 'error', signal: AbortSignal.timeout(10_000) } as const;
  const response = await fetch(url, request).catch((error: Error) => error);
  if (response instanceof Error) return codeOf(response);
  return response.status === 200 && (await response.text()) === challenge ? 'right' : response.status;
}
