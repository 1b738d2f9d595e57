import { instantOf } from '../command/messages.ts';
import { duration } from '../text/duration.ts';
import type { BudgetLimits } from './budget.ts';
import type { BreakerLimits } from './circuit-breaker.ts';

export function budgetUsedUp(retries: number, firsts: number, { window, ratio, reserve }: BudgetLimits): string {
  const had = `${retries} automatic ${retries === 1 ? 'retry' : 'retries'} in ${duration(window)}`;
  const share = `${Math.round(ratio * 1000) / 10} % of ${firsts} finished ${firsts === 1 ? 'execution' : 'executions'}`;
  return `The retry budget of this pipeline is used up: ${had}; ${reserve} and ${share} are allowed.`;
}

/** @param until milliseconds; a length would be wrong a minute later */
export function circuitOpen(pipelines: number, { within }: BreakerLimits, until: number): string {
  const outage = `${pipelines} pipelines failed with the same cause within ${duration(within)}`;
  const what = pipelines > 1 ? outage : 'The first retry after an outage failed with the same cause';
  return `${what}. Automatic retries are paused until ${instantOf(until)}.`;
}

export const probeRuns = 'After an outage, one retry goes first. The others wait for its result.';

export function notRetried(because: string): string {
  return `Not retried: ${because}`;
}

export function onlyReported(because: string): string {
  return `Report only, no retry: ${because}`;
}
