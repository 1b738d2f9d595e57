/** Milliseconds until each request is answered, whatever hangs. Slack waits 3,000, network time included. */
export const ANSWER = 2_200;
/** Milliseconds until the work is abandoned. The rest of the time is for the reply to the person. */
export const WORK = 1_600;
/** Milliseconds that a cold start may wait for secrets before it accepts requests. */
export const WARM_UP = 500;
/** Milliseconds of a cold start, at most, that count for its first request: Slack waits for them too. */
const COLD = 700;

export interface Timer {
  /** Milliseconds since the process began. */
  now(): number;
  /** @returns a function that cancels the timer */
  after(milliseconds: number, act: () => void): () => void;
}

export const realTimer: Timer = {
  now: () => performance.now(),
  after(milliseconds, act) {
    const timeout = setTimeout(act, milliseconds);
    return () => clearTimeout(timeout);
  },
};

/** @returns a function that gives the start of a new request; the first start includes part of the cold start */
export function createStarts(timer: Timer): () => number {
  let isFirst = true;
  return () => {
    const now = timer.now();
    const isCold = isFirst && now < ANSWER;
    isFirst = false;
    return isCold ? now - Math.min(now, COLD) : now;
  };
}

/** @returns the result of the work, or undefined on timeout; the work then continues, but its result is ignored */
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
