/** Milliseconds after which each request is answered, whatever hangs. Slack waits 3,000, the way here and back included. */
export const ANSWER = 2_200;
/** After these the work is given up, and what is left of the time goes to telling the person. */
export const WORK = 1_600;
/** What a cold start may wait for secrets before it takes requests. */
export const WARM_UP = 500;
/** As much of a cold start counts for its first request: Slack waits for that too. */
const COLD = 700;

export interface Timer {
  /** Milliseconds since the process began. */
  now(): number;
  /** @returns what takes it back */
  after(milliseconds: number, act: () => void): () => void;
}

export const realTimer: Timer = {
  now: () => performance.now(),
  after(milliseconds, act) {
    const timeout = setTimeout(act, milliseconds);
    return () => clearTimeout(timeout);
  },
};

/** Tells of each request when it began. */
export function createStarts(timer: Timer): () => number {
  let isFirst = true;
  return () => {
    const now = timer.now();
    const isCold = isFirst && now < ANSWER;
    isFirst = false;
    return isCold ? now - Math.min(now, COLD) : now;
  };
}

/** @returns what the work comes to, or undefined when the time is over first; the work goes on then, unheard */
export async function within<T>(milliseconds: number, work: Promise<T>, timer: Timer): Promise<T | undefined> {
  let takeBack = () => {};
  const late = new Promise<undefined>((resolve) => {
    takeBack = timer.after(Math.max(0, milliseconds), () => resolve(undefined));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    takeBack();
  }
}
