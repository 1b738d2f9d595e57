import { redact } from '../../core/redact/redact.ts';
import { truncate as cutText } from '../../core/text/truncate.ts';

/** Text from outside is cut when it comes in: rows stay small, and nothing is lost that a person would read. */
export function cut(text: string | undefined, limit: number): string | undefined {
  return text === undefined ? undefined : cutText(text, limit);
}

/** Commits and failures are told to people who may see no secret that is in them. */
export function redacted(text: string | undefined, limit: number): string | undefined {
  // A secret that is cut in two may not be known any more.
  return text === undefined ? undefined : cutText(redact(text.slice(0, LONGEST)), limit);
}

/** Characters. */
const LONGEST = 20_000;
/** An address beyond this is no link; see below. */
export const LONGEST_URL = 2_100;

/** What a message begins with; undefined where there is nothing to read. */
export function firstLine(text: string, limit: number): string | undefined {
  const [line = ''] = text.trim().split(/[\r\n]/, 1);
  return line === '' ? undefined : cutText(line, limit);
}

/** A link that a browser opens as a page, and that shows whose; anything else is none. A bar would end it in Slack. */
export function webLink(text: string | undefined): string | undefined {
  const url = URL.parse(text ?? '');
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    return undefined;
  const link = url.href.replaceAll('|', '%7C');
  return link.length <= 2048 ? link : undefined;
}

/** An instant in milliseconds, in whole seconds as events tell it; 0 when it is not a time. */
export function wholeSecond(time: string | Date | undefined): number {
  const ms = time instanceof Date ? time.getTime() : Date.parse(time ?? '');
  return Number.isNaN(ms) ? 0 : Math.floor(ms / 1000) * 1000;
}
