import { createHmac } from 'node:crypto';
import type { HttpRequest } from '../../lib/slack/endpoint/http.ts';
import { writeReference } from '../../lib/slack/requests/button-reference.ts';

/** Slack's requests in the form in which Lambda passes them. The tests sign them, not the code under test. */

/** The example that Slack publishes for tests. */
export const published = {
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestamp: '1531420618',
  body: [
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar',
    '&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=',
    '&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN',
    '&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  ].join(''),
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
};

export const SECRET = published.secret;
export const NOW = Date.parse('2026-11-20T10:00:00.400Z');
export const CHANNEL = 'C0DEPLOYS';

export const reference = {
  key: 'execution#111122223333#eu-central-1#payments#1f6c0e7a-0a8e-4b53-9d0d-4c8a51e6c1d2',
  run: 'Production/Go-live@7b1e7a52-3a0a-4f7e-8f0f-0c5f3c1d9a11',
  comment: 0,
} as const;

interface Setting {
  secret?: string;
  /** Milliseconds. */
  at?: number;
  contentType?: string;
  base64?: boolean;
  headers?: Record<string, string | undefined>;
}

export function signed(
  body: string,
  { secret = SECRET, at = NOW, contentType = FORM, base64 = true, headers = {} }: Setting = {},
): HttpRequest {
  const timestamp = String(Math.floor(at / 1000));
  return {
    requestContext: { http: { method: 'POST' } },
    headers: {
      'content-type': contentType,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`,
      ...headers,
    },
    body: base64 ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded: base64,
  };
}

const FORM = 'application/x-www-form-urlencoded';

export function form(fields: Record<string, string>): string {
  return new URLSearchParams(fields).toString();
}

export function interaction(payload: object): string {
  return form({ payload: JSON.stringify(payload) });
}

const ANN = { id: 'U0ANN', username: 'ann', name: 'ann', team_id: 'T012AB3C4' };

/** The fields of Slack's own sample. */
export function click(action: object, more: object = {}) {
  return {
    type: 'block_actions',
    user: ANN,
    api_app_id: 'A1234567890',
    token: 'deprecated-verification-token',
    container: { type: 'message', message_ts: '1548261231.000200', channel_id: CHANNEL, is_ephemeral: false },
    trigger_id: '12466734323.1395872398.0123456789abcdef',
    team: { id: 'T012AB3C4', domain: 'example' },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: CHANNEL, name: 'deploys' },
    message: { type: 'message', user: 'U0BOTUSER1', ts: '1548261231.000200', text: 'waits', blocks: [] },
    state: { values: {} },
    response_url: 'https://hooks.slack.com/actions/T012AB3C4/1234567890/abcdefghijklmnopqrstuvwx',
    actions: [
      {
        action_id: 'approve',
        block_id: 'b1',
        text: { type: 'plain_text', text: 'Approve', emoji: true },
        value: writeReference(reference),
        type: 'button',
        action_ts: '1795168799.840180',
        ...action,
      },
    ],
    ...more,
  };
}

export function submission(comment: string | null, { decision = 'reject', metadata = '', more = {} } = {}) {
  return {
    type: 'view_submission',
    team: { id: 'T012AB3C4', domain: 'example' },
    user: ANN,
    token: 'deprecated-verification-token',
    trigger_id: '12466734323.1395872398.0123456789abcdef',
    view: {
      id: 'V012AB3CD',
      type: 'modal',
      blocks: [],
      private_metadata: metadata || JSON.stringify({ ...reference, channel: CHANNEL }),
      callback_id: decision,
      state: { values: { comment: { comment: { type: 'plain_text_input', value: comment } } } },
      ...more,
    },
    response_urls: [],
  };
}
