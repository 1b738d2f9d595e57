import type { FreezeDecision } from '../model/policy-port.ts';

/** A freeze that lets the executions of one person in. */
export interface Lock {
  id: string;
  /** The owner, a Slack user. */
  by: string;
  name?: string;
  /** `[from, until)`, milliseconds. */
  from: number;
  until: number;
  stages: string[];
}

/** Locks keep executions out of a stage. They do not stop the work in it. */
export function insideStage(decided: FreezeDecision): FreezeDecision {
  if (!decided.locks) return decided;
  return { ...decided, decision: { ...decided.decision, outcome: 'allow' }, until: undefined, rules: [] };
}

/** The owners by name or Slack id, each once: a person may renew a lock before it ends. */
export function ownersOf(locks: Lock[]): string[] {
  return [...new Map(locks.map(({ name, by }) => [by, name ?? by])).values()];
}

/** True if the user owns each lock that holds the stage. */
export function isOwner(user: string, locks: Lock[] | undefined): boolean {
  return locks?.every(({ by }) => by === user) === true;
}
