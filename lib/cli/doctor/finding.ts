import { setTimeout } from 'node:timers/promises';

export interface DoctorFinding {
  /** `untold`: the check could not find out whether it is right or missing. */
  type: 'ok' | 'missing' | 'untold';
  subject: string;
  text: string;
  /** Only with `untold`: the call was permitted but gave no usable answer. */
  unanswered?: true;
}

export interface Check {
  subject: string;
  look(): Promise<DoctorFinding[]>;
}

export function ok(subject: string, text: string): DoctorFinding {
  return { type: 'ok', subject, text };
}

export function missing(subject: string, text: string): DoctorFinding {
  return { type: 'missing', subject, text };
}

export function untold(subject: string, text: string): DoctorFinding {
  return { type: 'untold', subject, text };
}

/** No network, time-out, throttling or an unreadable answer. A retry may succeed. */
export function unanswered(subject: string, text: string): DoctorFinding {
  return { type: 'untold', subject, text, unanswered: true };
}

/** A permission that the caller lacks proves nothing about the deployment; a missing answer must fail a gate. */
export function passes(found: DoctorFinding[]): boolean {
  return found.every(({ type, unanswered }) => type !== 'missing' && !unanswered);
}

/** Milliseconds for each check. Every client times out sooner; this limit is for hangs outside the clients. */
const PATIENCE = 30_000;

/** Checks run in parallel; checks in a nested list run one after another. A check that fails or hangs becomes a
 *  finding of its own and does not hide the others. */
export async function examine(checks: (Check | Check[])[], patience = PATIENCE): Promise<DoctorFinding[]> {
  const found = await Promise.all(checks.map((each) => lookInTurn([each].flat(), patience)));
  return found.flat();
}

async function lookInTurn(checks: Check[], patience: number): Promise<DoctorFinding[]> {
  const found: DoctorFinding[] = [];
  for (const check of checks) found.push(...(await lookInTime(check, patience)));
  return found;
}

async function lookInTime({ subject, look }: Check, patience: number): Promise<DoctorFinding[]> {
  const late = unanswered(subject, `no answer within ${patience / 1000} s; try again, or check the network`);
  const giveUp = new AbortController();
  try {
    return await Promise.race([look(), setTimeout(patience, [late], { signal: giveUp.signal })]);
  } catch (error) {
    return [failed(subject, error)];
  } finally {
    giveUp.abort();
  }
}

/** Explains a failed AWS call.
 *  @param todo the fix, if the error itself proves that something is missing */
export function failed(subject: string, error: unknown, todo = ''): DoctorFinding {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const text = `${name}: ${message || codeOf(error)}`.replaceAll(/\s+/g, ' ');
  if (isDenied(error)) return untold(subject, `you have no permission to check this (${text})`);
  if (
    /Credentials|ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|Region is missing/.test(text)
  ) {
    return unanswered(
      subject,
      `AWS did not accept your credentials or Region (${text}): sign in, or set AWS_PROFILE and AWS_REGION`,
    );
  }
  return todo === '' ? unanswered(subject, `the request failed (${text})`) : missing(subject, `${todo} (${text})`);
}

/** AWS answered, but without the requested part. */
export function unreadable(subject: string, part: string): DoctorFinding {
  return unanswered(subject, `the answer has no ${part}; try again`);
}

export function isDenied(error: unknown): boolean {
  return error instanceof Error && /AccessDenied|Unauthorized|AuthorizationError|NotAuthorized/.test(error.name);
}

function codeOf(error: unknown): string {
  return String(Object(error).code ?? 'no answer');
}
