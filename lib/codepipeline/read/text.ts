import { redact } from '../../core/redact/redact.ts';
import { withoutMentions } from '../../core/text/mention.ts';
import { shorten } from '../../core/text/shorten.ts';
import { truncate as cutText } from '../../core/text/truncate.ts';

/** Outside text is cut on arrival to keep rows small. */
export function cut(text: string | undefined, limit: number): string | undefined {
  return text === undefined ? undefined : withoutMentions(cutText(text, limit));
}

/** Removes secrets, because readers of a message may not be allowed to see them. */
export function redacted(text: string | undefined, limit: number): string | undefined {
  // Redact before cutting: a secret cut in two may not be recognised.
  return text === undefined ? undefined : withoutMentions(cutText(redact(text.slice(0, LONGEST)), limit));
}

/** The reason of a failure. Its middle is cut, because AWS puts the reason last. */
export function redactedReason(text: string | undefined, limit: number): string | undefined {
  return text === undefined ? undefined : withoutMentions(shorten(redact(text.slice(0, LONGEST)), limit));
}

const LONGEST = 20_000;
/** Longer than any URL that `webLink` accepts, so that a cut URL never becomes a link. */
export const LONGEST_URL = 2_100;

/** @returns an http(s) URL without credentials, or undefined. A bar would end the link in Slack. */
export function webLink(text: string | undefined): string | undefined {
  const url = URL.parse(text ?? '');
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    return undefined;
  const link = url.href.replaceAll('|', '%7C');
  return link.length <= 2048 ? link : undefined;
}

/** @returns milliseconds in whole seconds, the precision of events; 0 for an invalid time */
export function wholeSecond(time: string | Date | undefined): number {
  const ms = time instanceof Date ? time.getTime() : Date.parse(time ?? '');
  return Number.isNaN(ms) ? 0 : Math.floor(ms / 1000) * 1000;
}
