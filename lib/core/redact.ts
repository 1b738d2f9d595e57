import { withoutAssignedSecrets } from './redact-assignments.ts';
import { withoutCredentials } from './redact-credentials.ts';
import { withoutPrivateKeys } from './redact-private-keys.ts';
import { withoutTokens } from './redact-tokens.ts';

/** Takes out of a text from outside what would let its reader in somewhere, and says what it was. A word too much is lost
 *  sooner than a secret is shown. Redacting twice changes nothing, and no text costs more than its length: every rule
 *  fails within a bounded number of characters, and past them takes all that it reads. */
export function redact(text: string): string {
  return withoutTokens(withoutAssignedSecrets(withoutCredentials(withoutPrivateKeys(text))));
}
