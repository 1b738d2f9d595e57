import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether a request is from Slack: https://docs.slack.dev/authentication/verifying-requests-from-slack */

export type SignatureRefusal = 'no signature' | 'stale' | 'future' | 'wrong signature';

export interface Signed {
  /** As Slack wrote them in its headers; empty when it did not. */
  timestamp: string;
  signature: string;
  /** As they came: nothing that was read and written again has the same signature for sure. */
  body: Uint8Array;
}

/** Milliseconds, in both directions: a request from the future could be kept and used when its time has come. */
const TOLERANCE = 300_000;

/** @returns why it is refused; undefined when it is Slack's */
export function refusalOf(
  { timestamp, signature, body }: Signed,
  secrets: string[],
  now: number,
): SignatureRefusal | undefined {
  if (signature === '' || !/^\d{1,12}$/.test(timestamp)) return 'no signature';
  const age = now - Number(timestamp) * 1000;
  if (age > TOLERANCE) return 'stale';
  if (age < -TOLERANCE) return 'future';
  // All are compared, whichever fits: how long it takes tells nothing.
  const fits = secrets.map((secret) => same(signature, sign(secret, timestamp, body)));
  return fits.includes(true) ? undefined : 'wrong signature';
}

export function sign(secret: string, timestamp: string, body: Uint8Array): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}

/** Two while the secret is being changed, separated by a comma or a blank. An empty one would be everybody's. */
export function splitSecrets(text: string): string[] {
  return text.split(/[\s,]+/).filter((secret) => secret !== '');
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
