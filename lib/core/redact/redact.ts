import { withoutAssignedSecrets } from './assignments.ts';
import { withoutSecretColumns } from './columns.ts';
import { withoutSecretsOfCommands } from './commands.ts';
import { withoutCredentials } from './credentials.ts';
import { withoutEncodedSecrets } from './encoded.ts';
import { withoutKubernetesSecrets, withoutPrintedSecrets } from './printed-secrets.ts';
import { withoutPrivateKeys } from './private-keys.ts';
import { withoutTokens } from './tokens.ts';

const steps = [
  withoutPrivateKeys,
  withoutKubernetesSecrets,
  withoutCredentials,
  withoutSecretsOfCommands,
  withoutPrintedSecrets,
  withoutSecretColumns,
  withoutAssignedSecrets,
  withoutTokens,
];

/** Takes out of a text from outside what would let its reader in somewhere, and says what it was. A word too much is lost
 *  sooner than a secret is shown. Redacting twice changes nothing, and no text costs more than its length: every rule
 *  fails within a bounded number of characters, and past them takes all that it reads. */
export function redact(text: string): string {
  // Colours and characters without width inside a secret hide it from the rules only.
  const bare = HIDES.test(text) ? text.replace(HIDDEN, '') : text;
  const redacted = redactBare(bare);
  return redacted === bare ? text : redacted;
}

const [ESC, CSI] = [0x1b, 0x9b].map((code) => String.fromCharCode(code));
const WIDTHLESS = String.raw`\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff`;
const HIDES = new RegExp(`[${ESC}${CSI}${WIDTHLESS}]`);
const HIDDEN = new RegExp(`(?:${ESC}\\[|${CSI})[0-?]{0,40}[ -/]{0,4}[@-~]|[${WIDTHLESS}]`, 'g');

function redactBare(text: string): string {
  let redacted = text;
  // What is taken out may show what stood behind it in another light: what looked like an ARN, say, is none any more.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = redacted;
    redacted = withoutEncodedSecrets(redactOnce(before), (decoded) => redactOnce(decoded) !== decoded);
    if (redacted === before) break;
  }
  return redacted;
}

function redactOnce(text: string): string {
  return steps.reduce((rest, step) => step(rest), text);
}

const MOST_ROUNDS = 5;
