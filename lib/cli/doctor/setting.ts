import type { Policy } from '../../policy/file/schema.ts';
import { type DoctorFinding, missing, unanswered } from './finding.ts';
import type { Stack } from './stack.ts';

export interface Setting {
  /** Environment of the functions: of this shell, or with --stage of the deployment. */
  env: Record<string, string | undefined>;
  /** Options for each client. Without a Region the clients find it themselves. */
  place: { region?: string };
  /** Undefined if the policy file is invalid. */
  policy: Policy | undefined;
  /** Only with --stage. */
  stack: Stack | undefined;
  now: () => number;
}

/** Finding for a variable that is not set. It is no proof if the stack could not be read. */
export function unset(subject: string, name: string, { stack }: Setting): DoctorFinding {
  if (!stack)
    return missing(subject, `${name} is not set: set it to the value that the functions have, or use --stage STAGE`);
  if (!stack.isRead) return unanswered(subject, `the stack ${stack.name} could not be read, so ${name} is unknown`);
  return missing(subject, `the stack ${stack.name} has no value for ${name}`);
}
