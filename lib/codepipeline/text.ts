import { cut as cutText } from '../core/cut.ts';

/** Text from outside is cut when it comes in: rows stay small, and nothing is lost that a person would read. */
export function cut(text: string | undefined, limit: number): string | undefined {
  return text === undefined ? undefined : cutText(text, limit);
}

/** An instant in milliseconds, in whole seconds as events tell it; 0 when it is not a time. */
export function wholeSecond(time: string | Date | undefined): number {
  const ms = time instanceof Date ? time.getTime() : Date.parse(time ?? '');
  return Number.isNaN(ms) ? 0 : Math.floor(ms / 1000) * 1000;
}
