import { isThrottled, isUnanswered } from './api-error.ts';

/** Limits the starts per account and Region: at the edge of a freeze hundreds come at once, and a pipeline throttled
 *  half-way must be read again. A pipeline that would wait too long is deferred, so that the batch ends in time. */
export interface Pace {
  /** @throws NoTurn when the wait for the turn would be too long */
  inTurn<T>(pipeline: string, act: () => Promise<T>): Promise<T>;
  /** Slows down after a throttled call, and after one without an answer, which delays the whole batch. */
  heard(error: unknown): void;
}

export class NoTurn extends Error {
  override readonly name = 'NoTurn';
  constructor() {
    super('CodePipeline takes no more calls at present; this pipeline has its turn in a moment');
  }
}

/** Pipelines at a time. A small worker would time out with more. */
const PLACES = 4;

/** Milliseconds to wait for a turn. */
const PATIENCE = 3_000;

/** Milliseconds between two starts. The gap grows once per ONCE_IN, since errors of one moment have one cause. */
const FIRST = 250;
const LONGEST = 6_000;
const ONCE_IN = 1_000;

/** @param wait without it, a pipeline that has to wait gets NoTurn */
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
    // Repeated turns of one pipeline are slowed by its own back-off.
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
