import { DAY, HOUR } from '../../core/base/units.ts';

/** `[start, end)`, in milliseconds. */
export interface Window {
  start: number;
  end: number;
}

/** Windows that end after an instant, sorted by start. They may overlap, and the sequence may be infinite. */
export type Occurrences = (after: number) => Iterable<Window>;

/** Limit for looking ahead and back: more than a year, so that annual windows are found. */
export const HORIZON = 400 * DAY;

/** Windows that overlap or touch are one. */
export interface Timeline {
  /** The window that is on. `start` is minus infinity, and `end` is absent, if they are beyond HORIZON. */
  around(now: number): { start: number; end?: number } | undefined;
  next(now: number): number | undefined;
  /** Windows that end after an instant, in order, up to the first that starts later than `until`. A start before `from`
   *  may be infinite, and then also an end after `until`. */
  windows(from: number, until: number): Window[];
}

/** Merges windows, sorted by start, that overlap or touch. The last one may pass its limit, without an end. */
export function* merged(
  windows: Iterable<Window>,
  limit: (start: number) => number = () => Number.POSITIVE_INFINITY,
): Generator<Window> {
  let last: Window | undefined;
  for (const { start, end } of windows) {
    if (last && start <= last.end) {
      last.end = Math.max(last.end, end);
      if (last.end <= limit(last.start)) continue;
      yield { start: last.start, end: Number.POSITIVE_INFINITY };
      return;
    }
    if (last) yield last;
    last = { start, end };
  }
  if (last) yield last;
}

/** Merged windows that end after an instant. Only the first can have begun before it. */
export function* windowsAfter(occurrences: Occurrences, after: number): Generator<Window> {
  const limit = (start: number) => Math.max(start, after) + HORIZON;
  let isFirst = true;
  for (const { start, end } of merged(occurrences(after), limit)) {
    yield { start: isFirst ? beginOf(occurrences, start) : start, end };
    isFirst = false;
  }
}

/** Looks back, in growing steps, for earlier windows without a gap.
 *  @returns minus infinity if there is none for more than a year */
function beginOf(occurrences: Occurrences, start: number): number {
  for (let span = DAY; span < 2 * HORIZON; span *= 2) {
    const since = start - span;
    for (const window of merged(occurrences(since), () => start)) {
      if (window.end < start) continue;
      if (window.start > since) return Math.min(window.start, start);
      // An earlier window may touch this one.
      break;
    }
  }
  return Number.NEGATIVE_INFINITY;
}

/** For the end of a window that begins in time; an end that needs more stays unknown. */
const MOST_BEYOND = 5_000;

/** Starts and ends between two instants. Only the end of a window that starts between them is searched outside. */
function windowsBetween(occurrences: Occurrences, from: number, until: number): Window[] {
  const found: Window[] = [];
  let last: Window | undefined;
  let beyond = 0;
  for (const { start, end } of occurrences(from)) {
    const isOne = last !== undefined && start <= last.end;
    if (last && isOne) last.end = Math.max(last.end, end);
    else {
      last = { start: start <= from ? Number.NEGATIVE_INFINITY : start, end };
      found.push(last);
    }
    if (last.end <= until) continue;
    const isTooLong = isOne && (last.end - last.start > HORIZON || beyond++ > MOST_BEYOND);
    if (last.start > from && last.start <= until && !isTooLong) continue;
    last.end = Number.POSITIVE_INFINITY;
    break;
  }
  return found;
}

const MOST_BEGINS = 100;

/** Occurrences are computed on demand and kept, so that a repeated question is cheap. */
export function timelineOf(occurrences: Occurrences): Timeline {
  let memory = remember(occurrences, Number.NaN);
  let known = { from: Number.NaN, until: Number.NaN, windows: [] as Window[] };
  /** By end. */
  const begins = new Map<number, number>();

  function near(now: number): Memory {
    // A search for an end first looks a year ahead, and then asks about the present again.
    const isNear = now >= memory.from && now - memory.from < 2 * HORIZON;
    if (!isNear) memory = remember(occurrences, now);
    return memory;
  }

  function begin(start: number, end: number): number {
    const known = begins.get(end) ?? beginOf(occurrences, start);
    if (begins.size > MOST_BEGINS) begins.clear();
    begins.set(end, known);
    return known;
  }

  /** Computed for a day more, because the same is asked again soon; and those who ask look back up to an hour. */
  function between(from: number, until: number): Window[] {
    if (!(known.from <= from && until <= known.until)) {
      const since = from - HOUR;
      const to = (known.from <= from ? Math.max(until, known.until) : until) + DAY;
      known = { from: since, until: to, windows: windowsBetween(occurrences, since, to) };
    }
    return known.windows;
  }

  return {
    windows(from, until) {
      const near = between(from, until).filter(({ end }) => end > from);
      const later = near.findIndex(({ start }) => start > until);
      return later === -1 ? near : near.slice(0, later + 1);
    },
    around(now) {
      const { at, lastEnd, firstAfter } = near(now);
      const after = firstAfter(now);
      let start: number | undefined;
      let end = now;
      for (let index = after - 1; lastEnd(index) > now; index--) {
        const window = at(index);
        if (!window) break;
        start = window.start;
        end = Math.max(end, window.end);
      }
      if (start === undefined) return undefined;
      for (let index = after; ; index++) {
        const window = at(index);
        if (!window || window.start > end) return { start: begin(start, end), end };
        end = Math.max(end, window.end);
        if (end - now > HORIZON) return { start: begin(start, Number.POSITIVE_INFINITY) };
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
