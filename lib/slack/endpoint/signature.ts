import { createHmac, timingSafeEqual } from 'node:crypto';

/** Algorithm: https://docs.slack.dev/authentication/verifying-requests-from-slack */

export type SignatureRefusal = 'no signature' | 'stale' | 'future' | 'wrong signature';

export interface Signed {
  /** The values of Slack's headers; empty when absent. */
  timestamp: string;
  signature: string;
  /** The bytes as received: a body that was parsed and encoded again may have another signature. */
  body: Uint8Array;
}

/** Milliseconds, in both directions: a request dated in the future could be kept and used later. */
const TOLERANCE = 300_000;

/** @returns why the request is refused; undefined when Slack signed it */
export function refusalOf(
  { timestamp, signature, body }: Signed,
  secrets: string[],
  now: number,
): SignatureRefusal | undefined {
  if (signature === '' || !/^\d{1,12}$/.test(timestamp)) return 'no signature';
  const age = now - Number(timestamp) * 1000;
  if (age > TOLERANCE) return 'stale';
  if (age < -TOLERANCE) return 'future';
  // All secrets are compared, so that the time does not reveal which one matches.
  const fits = secrets.map((secret) => same(signature, sign(secret, timestamp, body)));
  return fits.includes(true) ? undefined : 'wrong signature';
}

export function sign(secret: string, timestamp: string, body: Uint8Array): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}

/** A rotation needs two secrets, separated by a comma or a blank. An empty secret would accept any sender. */
export function splitSecrets(text: string): string[] {
  return text.split(/[\s,]+/).filter((secret) => secret !== '');
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
