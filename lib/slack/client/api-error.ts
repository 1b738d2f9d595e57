import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import type { EffectFailed } from '../../core/model/input.ts';

/** @param posting the call may have taken effect, although no answer came */
export function failureOf(error: unknown, posting: boolean): EffectFailed {
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof WebAPIRateLimitedError) return { done: false, why, retryAfter: error.retryAfter };
  if (error instanceof WebAPIHTTPError) return { done: false, why, unsure: posting && error.statusCode >= 500 };
  if (error instanceof WebAPIRequestError) return { done: false, why, unsure: posting && !neverArrived(error) };
  if (!(error instanceof WebAPIPlatformError)) return { done: false, why, unsure: posting };

  const code = error.data.error;
  return {
    done: false,
    why: code,
    gone: gone.has(code),
    fixed: fixed.has(code),
    lasting: fixed.has(code) || lasting.has(code) || code.startsWith('restricted_action'),
    unsure: posting && halfDone.has(code),
  };
}

/** Slack rejected the blocks, so only the text can be sent. */
export function isAboutBlocks(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && badBlocks.has(error.data.error);
}

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof WebAPIPlatformError && codes.includes(error.data.error);
}

function neverArrived({ original }: WebAPIRequestError): boolean {
  const cause = (original.cause ?? original) as { code?: string };
  return cause.code === 'ECONNREFUSED' || cause.code === 'ENOTFOUND' || cause.code === 'EAI_AGAIN';
}

const badBlocks = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'block_mismatch']);

/** The message was deleted, so a new one must be posted. */
const gone = new Set(['message_not_found']);

/** The workspace forbids this edit. A new message for each edit would be worse than an old one. */
const fixed = new Set(['edit_window_closed', 'cant_update_message']);

const halfDone = new Set(['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable']);

/** A person must act first. */
const lasting = new Set([
  'account_inactive',
  'channel_not_found',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'invalid_auth',
  'is_archived',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'not_in_channel',
  'org_login_required',
  'team_access_not_granted',
  'token_expired',
  'token_revoked',
]);
