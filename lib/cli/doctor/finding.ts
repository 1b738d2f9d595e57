import { setTimeout } from 'node:timers/promises';

/** What the doctor sees: a line in words that say what to do. */
export interface Finding {
  /** `untold`: it may be right, and whoever asks may not see it. */
  type: 'ok' | 'missing' | 'untold';
  subject: string;
  text: string;
}

export interface Check {
  subject: string;
  look(): Promise<Finding[]>;
}

export function ok(subject: string, text: string): Finding {
  return { type: 'ok', subject, text };
}

export function missing(subject: string, text: string): Finding {
  return { type: 'missing', subject, text };
}

export function untold(subject: string, text: string): Finding {
  return { type: 'untold', subject, text };
}

/** Milliseconds for each check. Every client gives up sooner; this is for what they do not see. */
const PATIENCE = 30_000;

/** All at once, but those of a list one after another; one that fails or hangs is a line of its own, and hides no other. */
export async function examine(checks: (Check | Check[])[], patience = PATIENCE): Promise<Finding[]> {
  const found = await Promise.all(checks.map((each) => lookInTurn([each].flat(), patience)));
  return found.flat();
}

async function lookInTurn(checks: Check[], patience: number): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const check of checks) found.push(...(await lookInTime(check, patience)));
  return found;
}

async function lookInTime({ subject, look }: Check, patience: number): Promise<Finding[]> {
  const late = missing(subject, `no answer within ${patience / 1000} s; try again, or look at the network in between`);
  const giveUp = new AbortController();
  try {
    return await Promise.race([look(), setTimeout(patience, [late], { signal: giveUp.signal })]);
  } catch (error) {
    return [failed(subject, error)];
  } finally {
    giveUp.abort();
  }
}

/** What a failed call to AWS means. That this shell may not ask tells nothing about what the functions may. */
export function failed(subject: string, error: unknown, todo = ''): Finding {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const said = `${name}: ${message || codeOf(error)}`.replaceAll(/\s+/g, ' ');
  if (isDenied(error)) return untold(subject, `you may not look (${said})`);
  if (
    /Credentials|ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|Region is missing/.test(said)
  ) {
    return missing(subject, `AWS does not know who asks (${said}): sign in, or set AWS_PROFILE and AWS_REGION`);
  }
  return missing(subject, todo === '' ? `it could not be asked (${said})` : `${todo} (${said})`);
}

export function isDenied(error: unknown): boolean {
  return error instanceof Error && /AccessDenied|Unauthorized|AuthorizationError|NotAuthorized/.test(error.name);
}

/** A connection that was refused has a code, and often no message. */
function codeOf(error: unknown): string {
  return String(Object(error).code ?? 'no answer');
}
