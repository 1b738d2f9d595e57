import * as z from 'zod/mini';
import type { Modal } from '../render/modal-parts.ts';
import type { Home } from './workspace.ts';

/** The things that a press needs of Slack at once. Slack's own client would be most of what the door loads. */
export interface WebApi {
  open(trigger: string, view: Modal): Promise<void>;
  /** Says something to the person who pressed, and to nobody else.
   *  @returns whether Slack took it */
  tell(responseUrl: string | undefined, text: string): Promise<boolean>;
  /** Where the app is installed, by its token. */
  home(): Promise<Home>;
}

export interface WebApiOptions {
  token: () => Promise<string>;
  apiUrl?: string | undefined;
}

/** Milliseconds after which a call that nobody waits for any more is ended. The door's deadline is sooner. */
const LONGEST = 3_000;
/** What an answer to a press is sent to, also in GovSlack. */
const HOOKS = ['https://hooks.slack.com', 'https://hooks.slack-gov.com'];

const Answer = z.object({ ok: z.boolean(), error: z.optional(z.string()) });
const AuthTest = z.object({
  ok: z.literal(true),
  team_id: z.nullish(z.string()),
  enterprise_id: z.nullish(z.string()),
  is_enterprise_install: z.nullish(z.boolean()),
});

export function createWebApi({ token, apiUrl = 'https://slack.com/api/' }: WebApiOptions): WebApi {
  const base = new URL(apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`);
  // What we are told to call is looked at, although it was signed.
  const origins = [...HOOKS, base.origin];

  const bearer = async () => ({ authorization: `Bearer ${await token()}` });

  return {
    async open(trigger_id, view) {
      const response = await post(new URL('views.open', base), { trigger_id, view }, await bearer());
      const { data } = Answer.safeParse(await response.json());
      if (data?.ok !== true) throw new Error(`Slack does not open the form: ${data?.error ?? response.status}`);
    },
    async home() {
      const response = await post(new URL('auth.test', base), {}, await bearer());
      const { data } = AuthTest.safeParse(await response.json());
      const teams = data?.team_id ? [data.team_id] : [];
      const enterprise = data?.enterprise_id ?? undefined;
      if (teams.length === 0 && enterprise === undefined)
        throw new Error('Slack does not tell where the app is installed');
      return { teams, enterprise, isOrgWide: data?.is_enterprise_install ?? false };
    },
    async tell(responseUrl, text) {
      if (responseUrl === undefined || !origins.includes(URL.parse(responseUrl)?.origin ?? '')) return false;
      const body = { response_type: 'ephemeral', replace_original: false, text };
      return post(new URL(responseUrl), body).then(
        ({ ok }) => ok,
        () => false,
      );
    },
  };
}

function post(url: URL, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(LONGEST),
  });
}
