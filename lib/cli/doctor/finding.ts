import { setTimeout } from 'node:timers/promises';

/** What the doctor sees: a line in words that say what to do. */
export interface DoctorFinding {
  /** `untold`: it may be right or missing; nothing here shows which. */
  type: 'ok' | 'missing' | 'untold';
  subject: string;
  text: string;
  /** Of `untold`: the question got no usable answer, although it was permitted. */
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

/** No network, no answer in time, throttled, or an answer that cannot be read. Another try may tell. */
export function unanswered(subject: string, text: string): DoctorFinding {
  return { type: 'untold', subject, text, unanswered: true };
}

/** A permission that the caller lacks says nothing about the deployment. A question without an answer must fail a gate. */
export function passes(found: DoctorFinding[]): boolean {
  return found.every(({ type, unanswered }) => type !== 'missing' && !unanswered);
}

/** Milliseconds for each check. Every client gives up sooner; this is for what they do not see. */
const PATIENCE = 30_000;

/** All at once, but those of a list one after another; one that fails or hangs is a line of its own, and hides no other. */
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
  const late = unanswered(
    subject,
    `no answer within ${patience / 1000} s; try again, or look at the network in between`,
  );
  const giveUp = new AbortController();
  try {
    return await Promise.race([look(), setTimeout(patience, [late], { signal: giveUp.signal })]);
  } catch (error) {
    return [failed(subject, error)];
  } finally {
    giveUp.abort();
  }
}

/** What a failed call to AWS means.
 *  @param todo what to do about it, where the error itself shows that something is missing */
export function failed(subject: string, error: unknown, todo = ''): DoctorFinding {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const said = `${name}: ${message || codeOf(error)}`.replaceAll(/\s+/g, ' ');
  if (isDenied(error)) return untold(subject, `you may not look (${said})`);
  if (
    /Credentials|ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|Region is missing/.test(said)
  ) {
    return unanswered(subject, `AWS does not know who asks (${said}): sign in, or set AWS_PROFILE and AWS_REGION`);
  }
  return todo === '' ? unanswered(subject, `it could not be asked (${said})`) : missing(subject, `${todo} (${said})`);
}

/** AWS answered, but without the part that was asked for. */
export function unreadable(subject: string, part: string): DoctorFinding {
  return unanswered(subject, `the answer has no ${part}; ask again`);
}

export function isDenied(error: unknown): boolean {
  return error instanceof Error && /AccessDenied|Unauthorized|AuthorizationError|NotAuthorized/.test(error.name);
}

/** A connection that was refused has a code, and often no message. */
function codeOf(error: unknown): string {
  return String(Object(error).code ?? 'no answer');
}
