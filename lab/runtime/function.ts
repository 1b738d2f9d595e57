import { type Environment, startEnvironment } from './environment.ts';
import type { Package } from './package.ts';

/** A function as Lambda runs it: each environment works on one invocation at a time, and another one is started when
 *  all are busy. */
export interface LambdaFunction {
  /** Resolves when an environment has loaded the handler; rejects with the error when it cannot be loaded. */
  warmUp(): Promise<void>;
  invoke(event: unknown): Promise<unknown>;
  /** Passes a message to all environments, and to those to come. */
  tell(message: object): void;
}

interface Slot {
  environment?: Environment;
}

/** Environments of one function. A small machine has no use for more. */
const MOST = 4;

export function createFunction(from: Package): LambdaFunction {
  const slots = Array.from({ length: MOST }, (): Slot => ({}));
  // The slot used last is taken first, so that the others stay empty until they are needed.
  const free = [...slots];
  const waiting: ((slot: Slot) => void)[] = [];
  let message: object | undefined;

  async function environmentOf(slot: Slot): Promise<Environment> {
    if (slot.environment?.isAlive()) return slot.environment;
    const environment = await startEnvironment(from);
    if (message) environment.tell(message);
    slot.environment = environment;
    return environment;
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
    tell(sent) {
      message = sent;
      for (const { environment } of slots) environment?.tell(sent);
    },
  };
}
