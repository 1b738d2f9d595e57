import { isThrottled, isUnanswered } from './failure.ts';

/** How many pipelines of one account and Region a worker begins with, as CodePipeline allows: at an edge hundreds of
 *  pipelines come at once, and each that is cut off half-way has to be read again. Nobody waits for a turn here: without
 *  one the pipeline comes again in a moment, and alerts go on meanwhile. */
export interface Pace {
  /** Does it, unless another pipeline has the turn.
   *  @throws NoTurn */
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

/** Milliseconds between two beginnings. Slower by half at most once a second, since calls at one time tell one thing. */
const FIRST = 250;
const LONGEST = 4_000;
const ONCE_IN = 1_000;

export function createPace(now: () => number): Pace {
  let gap = 0;
  let nextAt = 0;
  let last: string | undefined;
  let slowedAt = Number.NEGATIVE_INFINITY;
  return {
    async inTurn(pipeline, act) {
      const begun = now();
      if (begun < nextAt && pipeline !== last) throw new NoTurn();
      last = pipeline;
      nextAt = begun + gap;
      const before = slowedAt;
      const result = await act();
      if (slowedAt === before) gap = gap < FIRST ? 0 : gap * 0.7;
      return result;
    },
    heard(error) {
      if (!isThrottled(error) && !isUnanswered(error)) return;
      const at = now();
      if (at - slowedAt >= ONCE_IN) {
        gap = Math.min(Math.max(gap, FIRST) * 1.5, LONGEST);
        slowedAt = at;
      }
      nextAt = Math.max(nextAt, at + gap);
    },
  };
}
