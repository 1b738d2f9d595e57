import { leadingError, serviceErrors } from '../../classify/service-error.ts';
import { type FailedAction, type Finding, provider } from '../../provider.ts';

/** Providers that keep no record that could be asked for: what CodePipeline passes on is all there is. */
export const messageOnly = provider<undefined>({
  fetch: async () => undefined,
  explain: (_, action) => explainMessage(action),
});

/** Undefined when nothing was said. What a message that misleads may mean instead is for hints, not for here. */
export function explainMessage(action: FailedAction): Finding | undefined {
  const { message, summary, code } = action;
  const said = [message, summary].map((each) => each?.trim()).find(Boolean);
  if (said === undefined) return undefined;
  const { text, codes } = readMessage(said);
  const lines = unwrapped(said)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return {
    cause: text,
    codes: unique([...codes, ...typed(code)]),
    evidence: lines.length > 1 ? lines.slice(0, 25) : [],
    links: ownLink(action),
  };
}

/** Where the provider itself shows what it did, if CodePipeline knows. */
export function ownLink({ provider, url }: FailedAction): Finding['links'] {
  return url ? [{ label: provider, url }] : [];
}

/** `JobFailed` is what CodePipeline calls nearly everything. */
export function typed(code: string | undefined): string[] {
  return code === undefined || code === 'JobFailed' ? [] : [code];
}

/** What AWS puts behind a sentence for its own support: `(Service: …; Status Code: …; Error Code: …)` and its kin. It may
 *  be cut off. */
const TAIL =
  / ?\((?=[^()]*(?:Service: |Status Code: |Error Code: |HandlerErrorCode: |RequestToken: |SDK Attempt Count: ))[^()]*(?:\)|$)/g;
const HANDLER = /^(?:Resource handler returned message: )"(.*)"\.?$/;

/** A message of AWS in two parts: what it says to people, and the codes in it, weightiest first. */
export function readMessage(message: string): { text: string; codes: string[] } {
  const whole = unwrapped(message);
  const text = whole.replace(/\s+/g, ' ').replace(TAIL, '').trim();
  const inner = HANDLER.exec(text)?.[1]?.trim() ?? text;
  return { text: inner || whole.trim(), codes: unique([...serviceErrors(whole), ...leadingError(inner)]) };
}

/** Some actions answer in JSON. */
function unwrapped(message: string): string {
  const said = parsed(message);
  if (said === undefined) return message;
  const known = ['message', 'errorMessage', 'Message', 'error', 'reason'].map((key) => said[key]);
  const sentence = known.find((each) => typeof each === 'string' && each !== '');
  if (typeof sentence === 'string') return sentence;
  const pairs = Object.entries(said).filter(([, value]) => value !== null && typeof value !== 'object');
  return pairs.map(([key, value]) => `${key}: ${value}`).join('; ') || message;
}

function parsed(message: string): Record<string, unknown> | undefined {
  if (!message.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
