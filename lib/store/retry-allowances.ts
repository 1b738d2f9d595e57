import { ownProperty } from '../core/base/own-property.ts';
import { type PipelineRef, pipelineKey } from '../core/freeze/transitions.ts';
import { type AllowanceRequest, passageOf, type RetryAllowance, type RetryStats } from '../core/retry/allowance.ts';
import { type Budget, emptyBudget, finish, spend } from '../core/retry/budget.ts';
import { type Breaker, pass, probed, release, troubled } from '../core/retry/circuit-breaker.ts';
import { countFlakes, type FlakeRate, type Flakes, flakeRate } from '../core/retry/flakiness.ts';
import type { ValueName, VersionedValues } from './versioned-values.ts';

export interface RetryAllowances {
  /** The same for the same key once it is granted, so who died after asking does not pay twice.
   *  @throws when the store cannot be reached: then nothing is retried */
  ask(question: AllowanceRequest): Promise<RetryAllowance>;
  /** When this key was granted, if it was; milliseconds. */
  grantedAt(question: Pick<AllowanceRequest, 'execution' | 'retryKey'>): Promise<number | undefined>;
  /** What was granted was refused by AWS for good: if it was a probe, another may be it. It stays paid for. */
  release(retryKey: string): Promise<void>;
  /** Any number of times, in any order.
   *  @returns how flaky those actions were lately that were flaky now */
  report(milestone: RetryStats): Promise<Record<string, FlakeRate>>;
}

/** The budget of a pipeline is a cell, and the breaker one for all. The breaker is asked first, because a probe can be
 *  given back and a retry cannot be unspent. */
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

  /** load → change → save, again from the start when somebody else saved first. What changes nothing is not saved. */
  async function change<T, A>(name: ValueName, empty: T, changed: (known: T) => { next: T; answer: A }): Promise<A> {
    for (let race = 0; race < MAX_RACES; race++) {
      const { value, version } = await values.load(name);
      const known = (value ?? empty) as T;
      const { next, answer } = changed(known);
      if (JSON.stringify(next) === JSON.stringify(known)) return answer;
      if (await values.save(name, next, version, now())) return answer;
    }
    throw new Error(`${name} was saved by others ${MAX_RACES} times in a row`);
  }
}

/** More than workers that run at once. */
const MAX_RACES = 30;

function budgetOf(pipeline: PipelineRef): ValueName {
  return `permits#${nameOf(pipeline)}`;
}

function flakesOf(pipeline: PipelineRef): ValueName {
  return `flakes#${nameOf(pipeline)}`;
}

function nameOf(pipeline: PipelineRef): string {
  const [, ...names] = pipelineKey(pipeline).split('#');
  return names.join('#');
}
