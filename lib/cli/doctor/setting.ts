import type { Policy } from '../../policy/file/schema.ts';
import { type DoctorFinding, missing, unanswered } from './finding.ts';
import type { Stack } from './stack.ts';

/** Whom the checks ask, and with what. */
export interface Setting {
  /** As the functions have it: that of this shell, or with --stage that of the deployment. */
  env: Record<string, string | undefined>;
  /** For each client; without it they find the Region themselves. */
  place: { region?: string };
  /** What stands in the policy file; nothing when that is wrong. */
  policy: Policy | undefined;
  /** Only with --stage. */
  stack: Stack | undefined;
  now: () => number;
}

/** A variable that is not set. It may well be set where the stack could not be read. */
export function unset(subject: string, name: string, { stack }: Setting): DoctorFinding {
  if (!stack) return missing(subject, `${name} is not set: set it as the functions have it, or say --stage STAGE`);
  if (!stack.isRead) return unanswered(subject, `the stack ${stack.name} could not be read, so ${name} is unknown`);
  return missing(subject, `the stack ${stack.name} does not tell ${name}`);
}
