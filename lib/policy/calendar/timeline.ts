/** `[start, end)`, in milliseconds. */
export interface Window {
  start: number;
  end: number;
}

/** When something happens: every occurrence that ends after an instant, by its start. It may go on for ever. */
export type Occurrences = (after: number) => Iterable<Window>;

const DAY = 24 * 60 * 60 * 1000;

/** How far ahead anybody looks: more than a year, so that what happens once a year is seen. */
export const HORIZON = 400 * DAY;

export interface Timeline {
  /** What is on at an instant: occurrences without a gap between them are one. Without an `end` it is longer than
   *  anybody looks ahead. `start` is that of the first occurrence that is on at the instant. */
  around(now: number): { start: number; end?: number | undefined } | undefined;
  /** When it begins next. */
  next(now: number): number | undefined;
  occurrences: Occurrences;
}

/** Those in the order of their starts that overlap, or meet, as one. */
export function runsOf(windows: Window[]): Window[] {
  const runs: Window[] = [];
  for (const { start, end } of windows) {
    const last = runs.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else runs.push({ start, end });
  }
  return runs;
}

/** Occurrences are found one by one, as far as somebody asks, and remembered: to ask again a moment later is cheap. */
export function timelineOf(occurrences: Occurrences): Timeline {
  let memory = remember(occurrences, Number.NaN);

  function near(now: number): Memory {
    // Whoever asks when it ends asks a year ahead, and then about the next moment again.
    const isNear = now >= memory.from && now - memory.from < 2 * HORIZON;
    if (!isNear) memory = remember(occurrences, now);
    return memory;
  }

  return {
    occurrences,
    around(now) {
      const { at, lastEnd, firstAfter } = near(now);
      const after = firstAfter(now);
      let start: number | undefined;
      let end = now;
      for (let index = after - 1; index >= 0 && lastEnd(index) > now; index--) {
        const window = at(index);
        if (!window || window.end <= now) continue;
        start = window.start;
        end = Math.max(end, window.end);
      }
      if (start === undefined) return undefined;
      for (let index = after; ; index++) {
        const window = at(index);
        if (!window || window.start > end) return { start, end };
        end = Math.max(end, window.end);
        if (end - now > HORIZON) return { start };
      }
    },
    next(now) {
      const { at, firstAfter } = near(now);
      return at(firstAfter(now))?.start;
    },
  };
}

interface Memory {
  from: number;
  at(index: number): Window | undefined;
  /** When all up to this one have ended. */
  lastEnd(index: number): number;
  /** Which is the first to start later. */
  firstAfter(now: number): number;
}

function remember(occurrences: Occurrences, from: number): Memory {
  const found: Window[] = [];
  const lastEnds: number[] = [];
  let rest: Iterator<Window> | undefined;

  function at(index: number): Window | undefined {
    rest ??= occurrences(from)[Symbol.iterator]();
    while (found.length <= index) {
      const { value, done } = rest.next();
      if (done) return undefined;
      found.push(value);
      lastEnds.push(Math.max(value.end, lastEnds.at(-1) ?? value.end));
    }
    return found[index];
  }

  return {
    from,
    at,
    lastEnd: (index) => lastEnds[index] ?? Number.NaN,
    firstAfter(now) {
      while ((found.at(-1)?.start ?? Number.NEGATIVE_INFINITY) <= now) if (!at(found.length)) return found.length;
      let [low, high] = [0, found.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((found[middle]?.start ?? now) <= now) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}
