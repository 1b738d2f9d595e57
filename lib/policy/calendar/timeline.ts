import { DAY } from '../../core/base/units.ts';

/** `[start, end)`, in milliseconds. */
export interface Window {
  start: number;
  end: number;
}

/** Occurrences that end after an instant, sorted by start; the sequence may be infinite. */
export type Occurrences = (after: number) => Iterable<Window>;

/** Limit for looking ahead: more than a year, so that annual occurrences are found. */
export const HORIZON = 400 * DAY;

export interface Timeline {
  /** `start`: of the first occurrence that is on. `end`: of all occurrences without a gap; absent beyond HORIZON. */
  around(now: number): { start: number; end?: number | undefined } | undefined;
  next(now: number): number | undefined;
  occurrences: Occurrences;
}

/** Merges windows that overlap or touch; the input is sorted by start. */
export function runsOf(windows: Window[]): Window[] {
  const runs: Window[] = [];
  for (const { start, end } of windows) {
    const last = runs.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else runs.push({ start, end });
  }
  return runs;
}

/** Occurrences are computed on demand and kept, so that a repeated question is cheap. */
export function timelineOf(occurrences: Occurrences): Timeline {
  let memory = remember(occurrences, Number.NaN);

  function near(now: number): Memory {
    // A search for an end first looks a year ahead, and then asks about the present again.
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
  /** Latest end of all windows up to this index. */
  lastEnd(index: number): number;
  /** Index of the first window that starts later. */
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
