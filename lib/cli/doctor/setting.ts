import type { Policy } from '../../policy/schema.ts';
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

/** A name that has to be there. */
export function whereToSet(name: string, { stack }: Setting): string {
  if (stack) return `the stack ${stack.name} does not tell ${name}`;
  return `${name} is not set: set it as the functions have it, or say --stage STAGE`;
}
