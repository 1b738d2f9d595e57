import { type Environment, type Machine, startEnvironment } from './environment.ts';
import type { Package } from './package.ts';

/** A function as Lambda runs it: each environment works on one invocation at a time. Lambda starts another one as
 *  soon as all are busy. Here that costs more than most invocations take, so it happens when two wait, or one for long. */
export interface LambdaFunction {
  /** Resolves when an environment has loaded the handler; rejects with the error when it cannot be loaded. */
  warmUp(): Promise<void>;
  invoke(event: unknown): Promise<unknown>;
}

/** Real milliseconds that an invocation waits for an environment before another one is started. */
const PATIENCE = 1000;

/** @param most environments at the same time */
export function createFunction(from: Package, machine: Machine, most: number): LambdaFunction {
  const environments = new Set<Environment>();
  const idle: Environment[] = [];
  const waiting: PromiseWithResolvers<Environment>[] = [];
  let isStarting = false;

  async function start(): Promise<void> {
    if (isStarting || environments.size >= most) return;
    isStarting = true;
    try {
      const environment = await startEnvironment(from, machine);
      environments.add(environment);
      void environment.gone.then(() => forget(environment));
      await environment.ready;
      offer(environment);
    } catch (error) {
      waiting.shift()?.reject(error);
    } finally {
      isStarting = false;
    }
  }

  function offer(environment: Environment): void {
    const next = waiting.shift();
    if (next) next.resolve(environment);
    else idle.push(environment);
  }

  function forget(environment: Environment): void {
    environments.delete(environment);
    if (idle.includes(environment)) idle.splice(idle.indexOf(environment), 1);
  }

  async function take(): Promise<Environment> {
    const free = idle.pop();
    if (free) return free;
    const turn = Promise.withResolvers<Environment>();
    waiting.push(turn);
    if (environments.size === 0 || waiting.length > 1) void start();
    const impatience = setInterval(start, PATIENCE);
    return turn.promise.finally(() => clearInterval(impatience));
  }

  async function using<T>(work: (environment: Environment) => T): Promise<Awaited<T>> {
    const environment = await take();
    try {
      return await work(environment);
    } finally {
      if (environments.has(environment)) offer(environment);
    }
  }

  return {
    warmUp: () => using(() => {}),
    invoke: (event) => using((environment) => environment.invoke(event)),
  };
}
