import { type Logger, LogLevel, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import { type Check, type DoctorFinding, missing, ok, unanswered, untold } from './finding.ts';
import { neededScopes } from './scopes.ts';
import type { Secrets } from './secrets.ts';
import type { Setting } from './setting.ts';

export function webClient(token: string, { env }: Setting): WebClient {
  return new WebClient(token, {
    ...(env.SLACK_API_URL ? { slackApiUrl: env.SLACK_API_URL } : {}),
    timeout: 5_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: silent,
  });
}

/** The client would print Slack's own words to the terminal. The findings explain them. */
const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

export function tokenCheck(setting: Setting, secrets: Secrets): Check {
  const subject = 'Slack token';
  return {
    subject,
    async look() {
      const token = await secrets.read('SLACK_BOT_TOKEN');
      if (typeof token !== 'string') return [token];
      if (!token.startsWith('xoxb-')) {
        return [
          missing(subject, 'it is not a bot token: bot tokens begin with xoxb- and are under "OAuth & Permissions"'),
        ];
      }
      try {
        const { user, team, response_metadata } = await webClient(token, setting).auth.test();
        return [ok(subject, `belongs to ${user} in ${team}`), ...scopeFindings(response_metadata?.scopes)];
      } catch (error) {
        return [whatSlackSays(subject, error)];
      }
    },
  };
}

function scopeFindings(given: string[] | undefined): DoctorFinding[] {
  const subject = 'Slack scopes';
  if (given === undefined) return [untold(subject, "Slack did not list the token's scopes")];
  const lacking = neededScopes.filter((scope) => !given.includes(scope));
  const reinstall = 'add it in the app\'s "OAuth & Permissions" and reinstall the app; its token may change';
  if (lacking.length > 0) return lacking.map((scope) => missing(subject, `${scope}: ${reinstall}`));
  const more = given.filter((scope) => !neededScopes.includes(scope));
  return [ok(subject, more.length === 0 ? `all ${given.length}` : `all, and more than needed: ${more.join(', ')}`)];
}

/** @param meanings explanations of the error codes that this call may return */
export function whatSlackSays(subject: string, error: unknown, meanings: Record<string, string> = {}): DoctorFinding {
  if (error instanceof WebAPIRateLimitedError) {
    return unanswered(subject, `Slack's rate limit is reached; try again in ${error.retryAfter} s`);
  }
  if (!(error instanceof WebAPIPlatformError)) {
    return unanswered(subject, `Slack cannot be reached (${error instanceof Error ? error.message : error})`);
  }
  const code = error.data.error;
  // The client takes a body that is not JSON for an error code.
  if (!/^\w+$/.test(code)) return unanswered(subject, "Slack's answer cannot be read; try again");
  if (outages.has(code)) return unanswered(subject, `Slack cannot answer at the moment (${code}); try again`);
  if (code === 'missing_scope')
    return untold(subject, `the token lacks the scope ${Object(error.data).needed ?? ''} for this check`);
  return missing(subject, meanings[code] ?? aboutTokens[code] ?? `Slack returned the error ${code}`);
}

const outages = new Set([
  'fatal_error',
  'internal_error',
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
]);
const anew = 'copy the token under "OAuth & Permissions" into the parameter; the functions read it within five minutes';
const aboutTokens: Record<string, string> = {
  account_inactive: `the app was removed from the workspace: install it again, and ${anew}`,
  invalid_auth: `Slack rejects the token: ${anew}`,
  not_authed: `Slack received no token: ${anew}`,
  token_expired: `the token has expired: turn token rotation off in the app, and ${anew}`,
  token_revoked: `the token was revoked: install the app again, and ${anew}`,
};
