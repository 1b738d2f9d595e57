import { withoutAssignedSecrets } from './assignments.ts';
import { withoutSecretColumns } from './columns.ts';
import { withoutSecretsOfCommands } from './commands.ts';
import { withoutCredentials } from './credentials.ts';
import { withoutEncodedSecrets } from './encoded.ts';
import { withoutKubernetesSecrets, withoutPrintedSecrets } from './printed-secrets.ts';
import { withoutPrivateKeys } from './private-keys.ts';
import { withoutTokens, withoutWrappedWebTokens } from './tokens.ts';

const steps = [
  withoutPrivateKeys,
  withoutWrappedWebTokens,
  withoutKubernetesSecrets,
  withoutCredentials,
  withoutSecretsOfCommands,
  withoutPrintedSecrets,
  withoutSecretColumns,
  withoutAssignedSecrets,
  withoutTokens,
];

/** Redacts secrets in text from outside and names their kind; too much rather than too little. Idempotent. Linear in
 *  the length: every rule fails within a bounded number of characters, and past them consumes all that it reads. */
export function redact(text: string): string {
  if (text.length > SHORT) return redactNew(text);
  const known = redactedBefore.get(text) ?? redactNew(text);
  if (redactedBefore.size >= MOST_KNOWN) redactedBefore.clear();
  redactedBefore.set(text, known);
  return known;
}

/** Each read of an execution brings the same commit messages and links again. */
const redactedBefore = new Map<string, string>();
const MOST_KNOWN = 1_000;
/** Characters. */
const SHORT = 2_100;

function redactNew(text: string): string {
  // Colours and zero-width characters inside a secret only hide it from the rules.
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
  // A redaction can expose another secret, for example in text that looked like an ARN before.
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
