import type { FetchFunction } from '@slack/web-api';
import * as z from 'zod/mini';
import type { Modal } from '../render/modal-parts.ts';
import { fetch as overHttps } from '../wire/fetch.ts';
import type { Home } from './workspace.ts';

/** The few calls that the Slack endpoint makes. Slack's own client would be most of the code that it loads. */
export interface WebApi {
  /** @returns the id of the view */
  open(trigger: string, view: Modal): Promise<string>;
  /** @returns whether Slack accepted the ephemeral message */
  tell(responseUrl: string | undefined, text: string): Promise<boolean>;
  /** @returns the person's time zone (IANA); undefined if Slack gives none */
  zone(user: string): Promise<string | undefined>;
  /** The workspaces where the app is installed, found by its token. */
  home(): Promise<Home>;
}

export interface WebApiOptions {
  token: () => Promise<string>;
  apiUrl?: string;
  fetch?: FetchFunction;
}

/** Milliseconds until an abandoned call is aborted. The endpoint's deadline is shorter. */
const LONGEST = 3_000;
/** Origins of response URLs, GovSlack included. */
const HOOKS = ['https://hooks.slack.com', 'https://hooks.slack-gov.com'];

const Answer = z.object({
  ok: z.boolean(),
  error: z.optional(z.string()),
  view: z.optional(z.object({ id: z.string() })),
});
const UserInfo = z.object({ ok: z.literal(true), user: z.object({ tz: z.nullish(z.string()) }) });
const AuthTest = z.object({
  ok: z.literal(true),
  team_id: z.nullish(z.string()),
  enterprise_id: z.nullish(z.string()),
  is_enterprise_install: z.nullish(z.boolean()),
});

export function createWebApi({ token, apiUrl = 'https://slack.com/api/', fetch = overHttps }: WebApiOptions): WebApi {
  const base = new URL(apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`);
  // The response URL is checked, although the request that contains it was signed.
  const origins = [...HOOKS, base.origin];

  const bearer = async () => ({ authorization: `Bearer ${await token()}` });

  return {
    async open(trigger_id, view) {
      const response = await post(new URL('views.open', base), { trigger_id, view }, await bearer());
      const { data } = Answer.safeParse(await response.json());
      if (data?.ok !== true) throw new Error(`Slack did not open the form: ${data?.error ?? response.status}`);
      return data.view?.id ?? '';
    },
    async zone(user) {
      // Unlike the other methods, this one takes no JSON.
      const response = await post(new URL('users.info', base), new URLSearchParams({ user }), await bearer());
      const { data } = UserInfo.safeParse(await response.json());
      return data?.user.tz ?? undefined;
    },
    async home() {
      const response = await post(new URL('auth.test', base), {}, await bearer());
      const { data } = AuthTest.safeParse(await response.json());
      const teams = data?.team_id ? [data.team_id] : [];
      const enterprise = data?.enterprise_id ?? undefined;
      if (teams.length === 0 && enterprise === undefined)
        throw new Error('Slack does not return where the app is installed');
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

  function post(url: URL, body: object, headers: Record<string, string> = {}): ReturnType<FetchFunction> {
    const isForm = body instanceof URLSearchParams;
    const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json; charset=utf-8';
    return fetch(url, {
      method: 'POST',
      headers: { 'content-type': type, ...headers },
      body: isForm ? String(body) : JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(LONGEST),
    });
  }
}
