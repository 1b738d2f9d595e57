import { withoutAssignedSecrets } from './redact-assignments.ts';
import { withoutCredentials } from './redact-credentials.ts';
import { withoutPrivateKeys } from './redact-private-keys.ts';
import { withoutTokens } from './redact-tokens.ts';

/** Takes out of a text from outside what would let its reader in somewhere, and says what it was. A word too much is lost
 *  sooner than a secret is shown. Redacting twice changes nothing, and no text costs more than its length: every rule
 *  fails within a bounded number of characters, and past them takes all that it reads. */
export function redact(text: string): string {
  let redacted = text;
  // What is taken out may show what stood behind it in another light: what looked like an ARN, say, is none any more.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = redacted;
    redacted = withoutTokens(withoutAssignedSecrets(withoutCredentials(withoutPrivateKeys(before))));
    if (redacted === before) break;
  }
  return redacted;
}

const MOST_ROUNDS = 5;
