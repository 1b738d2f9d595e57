import { ownProperty } from '../base/own-property.ts';
import { budgetUsedUp } from './messages.ts';

/** Automatic retries of a pipeline: a few, plus a share of its finished executions. More would only hide a problem. */

export interface BudgetLimits {
  window: number;
  /** Share of the first attempts that ended within the window. */
  ratio: number;
  reserve: number;
}

export interface Budget {
  /** By execution: the end of its first attempt; milliseconds. */
  firsts: Record<string, number>;
  retries: Record<string, number>;
}

export const emptyBudget: Budget = { firsts: {}, retries: {} };

/** Limit of one item. Forgetting is safe: fewer first attempts allow fewer retries. */
const MOST_FIRSTS = 500;

export type Spending = { granted: true; budget: Budget } | { granted: false; budget: Budget; because: string };

export function finish(budget: Budget, executionId: string, at: number): Budget {
  const first = Math.min(ownProperty(budget.firsts, executionId) ?? at, at);
  const firsts = Object.entries({ ...budget.firsts, [executionId]: first });
  return { ...budget, firsts: Object.fromEntries(firsts.sort(([, a], [, b]) => b - a).slice(0, MOST_FIRSTS)) };
}

/** Takes one retry, if one is left. A key that was granted before is granted again without a second charge. */
export function spend(budget: Budget, key: string, limits: BudgetLimits, now: number): Spending {
  if (ownProperty(budget.retries, key) !== undefined) return { granted: true, budget };
  const recent = { firsts: within(budget.firsts, limits, now), retries: within(budget.retries, limits, now) };
  const [firsts, retries] = [Object.keys(recent.firsts).length, Object.keys(recent.retries).length];
  if (retries >= limits.reserve + limits.ratio * firsts) {
    return { granted: false, budget: recent, because: budgetUsedUp(retries, firsts, limits) };
  }
  return { granted: true, budget: { ...recent, retries: { ...recent.retries, [key]: now } } };
}

function within(instants: Record<string, number>, { window }: BudgetLimits, now: number): Record<string, number> {
  return Object.fromEntries(Object.entries(instants).filter(([, at]) => at > now - window));
}
