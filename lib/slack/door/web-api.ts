import * as z from 'zod/mini';
import type { Modal } from '../modal-parts.ts';

/** The two things that a press needs of Slack at once. Slack's own client would be most of what the door loads. */
export interface WebApi {
  open(trigger: string, view: Modal): Promise<void>;
  /** Says something to the person who pressed, and to nobody else.
   *  @returns whether Slack took it */
  tell(responseUrl: string | undefined, text: string): Promise<boolean>;
}

export interface WebApiOptions {
  token: () => Promise<string>;
  apiUrl?: string | undefined;
}

/** Milliseconds; together less than the three seconds that Slack waits for us. */
const OPENING = 2_000;
const TELLING = 700;

const Answer = z.object({ ok: z.boolean(), error: z.optional(z.string()) });

export function createWebApi({ token, apiUrl = 'https://slack.com/api/' }: WebApiOptions): WebApi {
  const base = new URL(apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`);
  // What we are told to call is looked at, although it was signed.
  const origins = ['https://hooks.slack.com', base.origin];

  return {
    async open(trigger_id, view) {
      const response = await post(new URL('views.open', base), { trigger_id, view }, OPENING, {
        authorization: `Bearer ${await token()}`,
      });
      const { data } = Answer.safeParse(await response.json());
      if (data?.ok !== true) throw new Error(`Slack does not open the form: ${data?.error ?? response.status}`);
    },
    async tell(responseUrl, text) {
      if (responseUrl === undefined || !origins.includes(URL.parse(responseUrl)?.origin ?? '')) return false;
      const body = { response_type: 'ephemeral', replace_original: false, text };
      return post(new URL(responseUrl), body, TELLING).then(
        ({ ok }) => ok,
        () => false,
      );
    },
  };
}

function post(url: URL, body: object, patience: number, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(patience),
  });
}
