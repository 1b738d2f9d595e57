import { isSpent, NoAccess } from '../aws/accounts.ts';
import type { Execution } from '../core/execution/facts.ts';
import { type EffectFailed, type Input, outcome } from '../core/model/input.ts';
import { AnotherAccount } from './assert-account.ts';

interface IntendedInput {
  key: string;
  claim: string;
  digest: string;
}

export function learnt(effect: IntendedInput, execution: Execution): Input[] {
  return [{ type: 'seen', execution }, outcome(effect, { done: true, digest: effect.digest })];
}

export function failed(effect: IntendedInput, error: unknown, more: Partial<EffectFailed> = {}): Input[] {
  const lasting = isDenied(error) || isGone(error) || error instanceof AnotherAccount;
  return [outcome(effect, { done: false, why: whyOf(error), lasting, ...more })];
}

/** A denial names the missing permission, so that the reader can add it. */
export function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [, permission] = /not authorized to perform: ([a-z-]+:\w+)/i.exec(error.message) ?? [];
  if (isDenied(error) && permission) return `AccessDenied: Signalbox's role lacks ${permission} for this pipeline`;
  return error.name === 'Error' ? error.message : String(error);
}

export function isDenied(error: unknown): boolean {
  const isDenial = /^(AccessDenied(Exception)?|UnauthorizedOperation|NotAuthorizedException)$/.test(nameOf(error));
  return isDenial || error instanceof NoAccess;
}

export function isGone(error: unknown): boolean {
  return /^Pipeline(Execution)?NotFoundException$/.test(nameOf(error));
}

/** CodePipeline answered and did nothing. After any other error the call may have taken effect. */
export function isRefused(error: unknown): boolean {
  const status = answerOf(error).httpStatusCode;
  return status !== undefined && status < 500;
}

export function isPermanent(error: unknown): boolean {
  if (error instanceof NoAccess || error instanceof AnotherAccount) return true;
  return isRefused(error) && !isSpent(error) && !isThrottled(error);
}

/** The call was sent, and no answer came in time. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Error && '$metadata' in error && answerOf(error).httpStatusCode === undefined;
}

export function isThrottled(error: unknown): boolean {
  return /Throttl|TooManyRequests|RequestLimit/.test(nameOf(error));
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** The SDK blames the client for every error outside its model, so only the HTTP status is reliable. */
function answerOf(error: unknown): { httpStatusCode?: number } {
  if (!(error instanceof Error) || !('$metadata' in error)) return {};
  return error.$metadata as { httpStatusCode?: number };
}
