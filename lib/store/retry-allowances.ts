import { ownProperty } from '../core/base/own-property.ts';
import { type PipelineRef, pipelineKey } from '../core/freeze/transitions.ts';
import { type AllowanceRequest, passageOf, type RetryAllowance, type RetryStats } from '../core/retry/allowance.ts';
import { type Budget, emptyBudget, finish, spend } from '../core/retry/budget.ts';
import { type Breaker, pass, probed, release, troubled } from '../core/retry/circuit-breaker.ts';
import { countFlakes, type FlakeRate, type Flakes, flakeRate } from '../core/retry/flakiness.ts';
import { changeValue, placeOf } from './change-value.ts';
import type { ValueName, VersionedValues } from './versioned-values.ts';

export interface RetryAllowances {
  /** A key that was granted stays granted: a worker that died after asking does not pay twice.
   *  @throws if the store cannot be reached: then nothing is retried */
  ask(question: AllowanceRequest): Promise<RetryAllowance>;
  /** Milliseconds; undefined if this key was not granted. */
  grantedAt(question: Pick<AllowanceRequest, 'execution' | 'retryKey'>): Promise<number | undefined>;
  /** AWS refused the retry for good. If it was the probe, another may become the probe. The budget stays spent. */
  release(retryKey: string): Promise<void>;
  /** Safe to call any number of times, in any order.
   *  @returns how flaky the actions that were flaky this time have been recently */
  report(milestone: RetryStats): Promise<Record<string, FlakeRate>>;
}

/** Each pipeline has a budget, and all share one breaker. The breaker comes first: only a probe can be undone. */
export function createRetryAllowances(values: VersionedValues, now: () => number): RetryAllowances {
  return {
    async ask(question) {
      const { execution, retryKey, failedAt, budget, breaker } = question;
      if ((await grantedAt(question)) !== undefined) return { granted: true };
      const passing = await change<Breaker, ReturnType<typeof pass>>('breaker', {}, (known) => {
        const passing = pass(known, passageOf(question), breaker, now());
        return { next: passing.breaker, answer: passing };
      });
      if (!passing.passes) return { granted: false, because: passing.because, until: passing.until };

      const spending = await change<Budget, ReturnType<typeof spend>>(budgetOf(execution), emptyBudget, (known) => {
        const spending = spend(finish(known, execution.executionId, failedAt), retryKey, budget, now());
        return { next: spending.budget, answer: spending };
      });
      if (spending.granted) return { granted: true };
      await giveBack(retryKey);
      return { granted: false, because: spending.because };
    },

    grantedAt,
    release: giveBack,

    async report({ pipeline, executionId, firstEndedAt, trouble, retried, passed }) {
      if (firstEndedAt !== undefined) {
        await change<Budget, void>(budgetOf(pipeline), emptyBudget, (known) => {
          return { next: finish(known, executionId, firstEndedAt), answer: undefined };
        });
      }
      if (trouble !== undefined) {
        const { limits, ...failure } = trouble;
        await change<Breaker, void>('breaker', {}, (known) => {
          const next = troubled(known, { ...failure, pipeline: pipelineKey(pipeline) }, limits, now());
          return { next, answer: undefined };
        });
      }
      if (retried !== undefined) {
        await change<Breaker, void>('breaker', {}, (known) => {
          return { next: probed(known, retried.retryKey, retried.succeeded, now()), answer: undefined };
        });
      }
      if (passed === undefined) return {};
      const flaky = Object.keys(passed.actions).filter((action) => passed.actions[action]);
      return change<Flakes, Record<string, FlakeRate>>(flakesOf(pipeline), {}, (known) => {
        const next = countFlakes(known, executionId, passed.at, passed.actions);
        return { next, answer: Object.fromEntries(flaky.map((action) => [action, flakeRate(next, action)])) };
      });
    },
  };

  async function grantedAt({
    execution,
    retryKey,
  }: Pick<AllowanceRequest, 'execution' | 'retryKey'>): Promise<number | undefined> {
    const { value } = await values.load(budgetOf(execution));
    return ownProperty((value as Budget | undefined)?.retries, retryKey);
  }

  async function giveBack(retryKey: string): Promise<void> {
    await change<Breaker, void>('breaker', {}, (known) => ({ next: release(known, retryKey), answer: undefined }));
  }

  function change<T, A>(name: ValueName, empty: T, changed: (known: T) => { next: T; answer: A }): Promise<A> {
    return changeValue({ values, now }, name, empty, changed);
  }
}

function budgetOf(pipeline: PipelineRef): ValueName {
  return `permits#${placeOf(pipeline)}`;
}

function flakesOf(pipeline: PipelineRef): ValueName {
  return `flakes#${placeOf(pipeline)}`;
}
