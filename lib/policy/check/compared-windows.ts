import { merged, type Occurrences, type Window } from '../calendar/timeline.ts';

/** Merged windows of a freeze, computed as far as they are asked for. */
export interface ComparedWindows {
  from(now: number): Iterable<Window>;
  hold(window: Window): boolean;
  /** End of the window that is active at an instant; the instant itself if none is. */
  reach(at: number): number;
}

const HOUR = 60 * 60 * 1000;
const YEAR = 366 * 24 * HOUR;
const SAMPLE = 14;
const NONE: Window = { start: Number.POSITIVE_INFINITY, end: Number.POSITIVE_INFINITY };

/** @param most windows after `now` that are kept; a later one is computed for itself */
export function compared(occurrences: Occurrences, now: number, most: number): ComparedWindows {
  const kept: Window[] = [];
  let rest: Iterator<Window> | undefined;
  let longest: number | undefined;
  let distant: (Window & { asked: number }) | undefined;

  function at(index: number): Window {
    rest ??= mergedAfter(occurrences, now);
    while (kept.length <= index) kept.push(rest.next().value ?? NONE);
    return kept[index] ?? NONE;
  }

  /** The window that is active at an instant, or the next. */
  function near(instant: number): Window {
    while (kept.length < most && (kept.at(-1)?.end ?? now) <= instant) at(kept.length);
    if ((kept.at(-1)?.end ?? now) > instant) return kept[firstAfter(kept, instant)] ?? NONE;
    if (distant && distant.asked <= instant && instant < distant.end) return distant;
    const window: Window = mergedAfter(occurrences, instant).next().value ?? NONE;
    distant = { ...window, asked: instant };
    return window;
  }

  function isTooLong({ start, end }: Window): boolean {
    if (longest === undefined) {
      const sample = Array.from({ length: Math.min(SAMPLE, most) }, (_, index) => at(index));
      longest = Math.max(...sample.map((window) => (window === NONE ? 0 : window.end - window.start)));
    }
    // The clock may change meanwhile.
    return end - start > longest + HOUR;
  }

  return {
    *from() {
      for (let index = 0; at(index) !== NONE; index++) yield at(index);
    },
    hold(window) {
      if (isTooLong(window)) return false;
      const { start, end } = near(window.start);
      return start <= window.start && window.end <= end;
    },
    reach(instant) {
      const { start, end } = near(instant);
      return start <= instant ? end : instant;
    },
  };
}

function mergedAfter(occurrences: Occurrences, after: number): Iterator<Window> {
  return merged(occurrences(after), (start) => Math.max(start, after) + YEAR);
}

function firstAfter(windows: Window[], instant: number): number {
  let [low, high] = [0, windows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((windows[middle]?.end ?? instant) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
