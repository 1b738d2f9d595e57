import { ownProperty } from '../base/own-property.ts';
import { duration } from '../text/duration.ts';

/** How many automatic retries a pipeline may have: a few, and a share of what it finished. Beyond that retries only hide
 *  that something is wrong. */

export interface BudgetLimits {
  /** Milliseconds. */
  window: number;
  /** Of the first attempts that ended within the window. */
  ratio: number;
  /** So many in any case. */
  reserve: number;
}

export interface Budget {
  /** By execution, when its first attempt ended; milliseconds. */
  firsts: Record<string, number>;
  /** By the retry's key, when it was granted. */
  retries: Record<string, number>;
}

export const emptyBudget: Budget = { firsts: {}, retries: {} };

/** All of it is kept in one item. Fewer first attempts allow fewer retries, so forgetting is on the safe side. */
const MOST_FIRSTS = 500;

export type Spending = { granted: true; budget: Budget } | { granted: false; budget: Budget; because: string };

/** The first attempt of an execution ended. */
export function finish(budget: Budget, executionId: string, at: number): Budget {
  const first = Math.min(ownProperty(budget.firsts, executionId) ?? at, at);
  const firsts = Object.entries({ ...budget.firsts, [executionId]: first });
  return { ...budget, firsts: Object.fromEntries(firsts.sort(([, a], [, b]) => b - a).slice(0, MOST_FIRSTS)) };
}

/** One retry, if there is one left. Who was granted it before has it still, and does not pay twice. */
export function spend(budget: Budget, key: string, limits: BudgetLimits, now: number): Spending {
  if (ownProperty(budget.retries, key) !== undefined) return { granted: true, budget };
  const lately = { firsts: within(budget.firsts, limits, now), retries: within(budget.retries, limits, now) };
  const [firsts, retries] = [Object.keys(lately.firsts).length, Object.keys(lately.retries).length];
  if (retries >= limits.reserve + limits.ratio * firsts) {
    return { granted: false, budget: lately, because: usedUp(retries, firsts, limits) };
  }
  return { granted: true, budget: { ...lately, retries: { ...lately.retries, [key]: now } } };
}

function within(instants: Record<string, number>, { window }: BudgetLimits, now: number): Record<string, number> {
  return Object.fromEntries(Object.entries(instants).filter(([, at]) => at > now - window));
}

function usedUp(retries: number, firsts: number, { window, ratio, reserve }: BudgetLimits): string {
  const had = `${retries} automatic ${retries === 1 ? 'retry' : 'retries'} in ${duration(window)}`;
  const share = `${Math.round(ratio * 1000) / 10} % of ${firsts} finished ${firsts === 1 ? 'execution' : 'executions'}`;
  return `The pipeline has used up its budget: it had ${had}, and may have ${reserve} and ${share}.`;
}
