import { MINUTE } from '../base/units.ts';
import type { Outbox } from '../model/outbox.ts';
import type { DigestKey } from './digest.ts';

/** The last ends are still on their way when a digest is posted: it covers what ended until two minutes before. */
export const LAG = 2 * MINUTE;

/** `[from, until)`: what the digest covers that is due at `last`. */
export function windowOf(before: number, last: number): { from: number; until: number } {
  return { from: before - LAG, until: last - LAG };
}

/** Key of the message; Slack's metadata has it too. */
export function postKey(key: DigestKey, at: number): string {
  return `digest:${key}:${at}`;
}

/** Posts that are done, in order. The cron of the policy may have changed since. */
export function postedAt(outbox: Outbox): number[] {
  const posted = Object.entries(outbox).filter(([key, { doneAt }]) => isPost(key) && doneAt !== undefined);
  return posted.map(([key]) => instantOf(key)).sort((a, b) => a - b);
}

export function isPost(key: string): boolean {
  return key.startsWith('digest:digest#');
}

export function instantOf(key: string): number {
  return Number(key.split(':').at(-1));
}
