import { contentHash } from '../base/content-hash.ts';

/** A short name for a Slack user or an e-mail, so that the shared value has no addresses. It protects nothing: anyone who
 *  reads the table reads the rows too. */
export function personToken(who: string): string {
  return contentHash(who.includes('@') ? who.trim().toLowerCase() : who).slice(0, 10);
}
