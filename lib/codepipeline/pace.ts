import { isThrottled, isUnanswered } from './api-error.ts';

/** How many pipelines of one account and Region a worker begins with, as CodePipeline allows: at an edge hundreds come at
 *  once, and each that is cut off half-way has to be read again. Whoever has no turn soon comes again in a moment, so
 *  that a batch is done in time and alerts go on meanwhile. */
export interface Pace {
  /** Does it when its turn comes.
   *  @throws NoTurn when that would be too long */
  inTurn<T>(pipeline: string, act: () => Promise<T>): Promise<T>;
  /** A call failed: it may have been one too many. One without an answer holds up the whole batch. */
  heard(error: unknown): void;
}

export class NoTurn extends Error {
  override readonly name = 'NoTurn';
  constructor() {
    super('CodePipeline takes no more calls at present; this pipeline has its turn in a moment');
  }
}

/** At a time. More than a small worker manages would time out. */
const PLACES = 4;

/** Milliseconds. */
const PATIENCE = 3_000;

/** Milliseconds between two beginnings. Slower at most once a second, since calls of one moment tell one thing. */
const FIRST = 250;
const LONGEST = 6_000;
const ONCE_IN = 1_000;

/** @param wait without it, nobody waits between two beginnings */
export function createPace(now: () => number, wait?: (milliseconds: number) => Promise<void>): Pace {
  const waiting: (() => void)[] = [];
  let places = PLACES;
  let gap = 0;
  let nextAt = 0;
  let last: string | undefined;
  let slowedAt = Number.NEGATIVE_INFINITY;

  async function place(): Promise<void> {
    if (places === 0) await new Promise<void>((begin) => waiting.push(begin));
    else places -= 1;
  }

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else places += 1;
  }

  async function turn(pipeline: string, asked: number): Promise<void> {
    // One pipeline by itself is slowed by its own back-off.
    const at = pipeline === last ? now() : Math.max(now(), nextAt);
    if (at - asked > PATIENCE || (at > now() && !wait)) throw new NoTurn();
    last = pipeline;
    nextAt = at + gap;
    if (at > now()) await wait?.(at - now());
  }

  return {
    async inTurn(pipeline, act) {
      const asked = now();
      await place();
      try {
        await turn(pipeline, asked);
        const before = slowedAt;
        const result = await act();
        if (slowedAt === before) gap = gap < FIRST ? 0 : gap * 0.7;
        return result;
      } finally {
        leave();
      }
    },
    heard(error) {
      if (!isThrottled(error) && !isUnanswered(error)) return;
      const at = now();
      if (at - slowedAt >= ONCE_IN) {
        gap = Math.min(Math.max(gap, FIRST) * 2, LONGEST);
        slowedAt = at;
      }
      nextAt = Math.max(nextAt, at + gap);
    },
  };
}
