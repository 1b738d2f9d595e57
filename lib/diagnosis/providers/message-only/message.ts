import { leadingError, serviceErrors } from '../../classify/service-error.ts';
import { type FailedAction, type Finding, provider } from '../../provider.ts';

/** Providers without records that can be read: only CodePipeline's message is available. */
export const messageOnly = provider<undefined>({
  fetch: async () => undefined,
  explain: (_, action) => explainMessage(action),
});

/** Undefined without a message. Hints, not this function, explain misleading messages. */
export function explainMessage(action: FailedAction): Finding | undefined {
  const { message, summary, code } = action;
  const reason = [message, summary].map((each) => each?.trim()).find(Boolean);
  if (reason === undefined) return undefined;
  const { text, codes } = readMessage(reason);
  const lines = unwrapped(reason)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return {
    cause: text,
    codes: unique([...codes, ...typed(code)]),
    evidence: lines.length > 1 ? lines.slice(0, 25) : [],
    links: ownLink(action),
  };
}

/** The provider's own page for the run, if CodePipeline knows it. */
export function ownLink({ provider, url }: FailedAction): Finding['links'] {
  return url ? [{ label: provider, url }] : [];
}

/** CodePipeline uses `JobFailed` for nearly every failure. */
export function typed(code: string | undefined): string[] {
  return code === undefined || code === 'JobFailed' ? [] : [code];
}

/** Details that AWS appends for its support, perhaps cut off: `(Service: …; Status Code: …; Error Code: …)`. */
const TAIL =
  / ?\((?=[^()]*(?:Service: |Status Code: |Error Code: |HandlerErrorCode: |RequestToken: |SDK Attempt Count: ))[^()]*(?:\)|$)/g;
const HANDLER = /^(?:Resource handler returned message: )"(.*)"\.?$/;

/** Splits an AWS message into its text and its codes, most important first. */
export function readMessage(message: string): { text: string; codes: string[] } {
  const whole = unwrapped(message);
  const text = whole.replace(/\s+/g, ' ').replace(TAIL, '').trim();
  const inner = HANDLER.exec(text)?.[1]?.trim() ?? text;
  return { text: inner || whole.trim(), codes: unique([...serviceErrors(whole), ...leadingError(inner)]) };
}

/** Some actions return JSON. */
function unwrapped(message: string): string {
  const reason = parsed(message);
  if (reason === undefined) return message;
  const known = ['message', 'errorMessage', 'Message', 'error', 'reason'].map((key) => reason[key]);
  const sentence = known.find((each) => typeof each === 'string' && each !== '');
  if (typeof sentence === 'string') return sentence;
  const pairs = Object.entries(reason).filter(([, value]) => value !== null && typeof value !== 'object');
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
