import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import type { EffectFailed } from '../../core/model/input.ts';

/** What a failed call means for the ledger. `posting` calls may have happened although no answer came. */
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
    lasting: lasting.has(code) || code.startsWith('restricted_action'),
    unsure: posting && halfDone.has(code),
  };
}

/** Slack refuses the blocks themselves: then the text has to do. */
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

/** The message was deleted, or is not ours: it has to be told anew. */
const gone = new Set(['message_not_found', 'cant_update_message']);

const halfDone = new Set(['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable']);

/** Somebody has to invite us, unarchive, mend the token, or allow edits: where the workspace closes them, every look
 *  would become a message of its own. */
const lasting = new Set([
  'account_inactive',
  'channel_not_found',
  'edit_window_closed',
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
