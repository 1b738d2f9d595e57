import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import { eventually } from './eventually.ts';

/** How the lab's time passes. */
export interface Pace {
  /** Looks until there is something to see.
   *  @param patience milliseconds
   *  @returns undefined when the patience is over */
  until: Until;
  /** Counts as work until it is settled: virtual time stands still meanwhile. */
  working<T>(work: Promise<T>): Promise<T>;
  stop(): void;
}

export type Until = <T>(
  look: () => T | undefined | Promise<T | undefined>,
  patience?: number,
) => Promise<T | undefined>;

/** Something that has things to do at instants of the lab's clock. */
export interface Source {
  /** The next instant. */
  nextAt(): number | undefined;
  /** Does what is due. */
  run(): void;
}

/** Real milliseconds between two looks. */
const TICK = 25;

export function createRealPace(sources: () => Source[]): Pace {
  const ticking = setInterval(() => {
    for (const source of sources()) source.run();
  }, TICK);
  return {
    until: eventually,
    working: (work) => work,
    stop: () => clearInterval(ticking),
  };
}

interface Waiter {
  look: () => Promise<boolean>;
  deadline: number;
  giveUp: () => void;
}

/** How fast time passes while a request hangs. */
const HURRY = 20;

/** Milliseconds of virtual time. */
const PATIENCE = 15 * 60_000;

/** Virtual time: it passes only while something waits for it, stands still while there is work, and jumps to the next
 *  instant at which something is due when there is none.
 *  @param isHanging whether a request gets no answer on purpose: then time passes although there is work */
export function createVirtualPace(clock: Clock, sources: () => Source[], isHanging = () => false): Pace {
  const waiters = new Set<Waiter>();
  let work = 0;
  let rest = Promise.withResolvers<void>();
  let isDriving = false;
  let stopped = false;

  async function working<T>(promise: Promise<T>): Promise<T> {
    work += 1;
    try {
      return await promise;
    } finally {
      work -= 1;
      if (work === 0) rest.resolve();
    }
  }

  async function drive(): Promise<void> {
    if (isDriving) return;
    isDriving = true;
    while (waiters.size > 0 && !stopped) {
      // Whoever was waited for goes on first, and may begin more work.
      await setImmediate();
      await setImmediate();
      if (work > 0) {
        await restOrTick();
        if (work > 0 && isHanging()) pass(TICK * HURRY);
      } else if (!(await lookAll())) pass(Number.POSITIVE_INFINITY);
    }
    isDriving = false;
  }

  /** @returns whether a waiter saw what it waits for */
  async function lookAll(): Promise<boolean> {
    let isSeen = false;
    for (const waiter of [...waiters]) {
      if (!(await waiter.look())) continue;
      waiters.delete(waiter);
      isSeen = true;
    }
    return isSeen;
  }

  /** Work may wait for what a waiter does when it sees that work has come so far. */
  async function restOrTick(): Promise<void> {
    rest = Promise.withResolvers();
    const ticked = await Promise.race([rest.promise, setTimeout(TICK, 'tick')]);
    if (ticked) await lookAll();
  }

  /** @param most milliseconds */
  function pass(most: number): void {
    const instants = [...waiters].map(({ deadline }) => deadline);
    for (const source of sources()) instants.push(source.nextAt() ?? Number.POSITIVE_INFINITY);
    clock.skip(Math.min(most, Math.max(0, Math.min(...instants) - clock.now())));
    for (const waiter of waiters) if (waiter.deadline <= clock.now()) waiter.giveUp();
    for (const source of sources()) source.run();
  }

  return {
    working,
    until(look, patience = PATIENCE) {
      return new Promise((resolve, reject) => {
        const waiter: Waiter = {
          deadline: clock.now() + patience,
          async look() {
            try {
              const seen = await look();
              if (seen !== undefined) resolve(seen);
              return seen !== undefined;
            } catch (error) {
              reject(error as Error);
              return true;
            }
          },
          giveUp() {
            waiters.delete(waiter);
            resolve(undefined);
          },
        };
        waiters.add(waiter);
        void drive();
      });
    },
    stop() {
      stopped = true;
      for (const waiter of waiters) waiter.giveUp();
    },
  };
}
