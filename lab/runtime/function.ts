import { type Environment, type Machine, startEnvironment } from './environment.ts';
import type { Package } from './package.ts';

/** A function as Lambda runs it: each environment works on one invocation at a time, and another one is started when
 *  all are busy. */
export interface LambdaFunction {
  /** Resolves when an environment has loaded the handler; rejects with the error when it cannot be loaded. */
  warmUp(): Promise<void>;
  invoke(event: unknown): Promise<unknown>;
}

interface Slot {
  environment?: Environment;
}

/** Environments of one function. A small machine has no use for more. */
const MOST = 4;

export function createFunction(from: Package, machine: Machine): LambdaFunction {
  const slots = Array.from({ length: MOST }, (): Slot => ({}));
  // The slot used last is taken first, so that the others stay empty until they are needed.
  const free = [...slots];
  const waiting: ((slot: Slot) => void)[] = [];

  async function environmentOf(slot: Slot): Promise<Environment> {
    if (slot.environment?.isAlive()) return slot.environment;
    slot.environment = await startEnvironment(from, machine);
    return slot.environment;
  }

  async function withSlot<T>(work: (environment: Environment) => Promise<T>): Promise<T> {
    const slot = free.pop() ?? (await new Promise<Slot>((resolve) => waiting.push(resolve)));
    try {
      return await work(await environmentOf(slot));
    } finally {
      const next = waiting.shift();
      if (next) next(slot);
      else free.push(slot);
    }
  }

  return {
    warmUp: () => withSlot(({ ready }) => ready),
    invoke: (event) => withSlot((environment) => environment.invoke(event)),
  };
}
