import { Cron } from 'croner';
import { wrongCron } from './wrong-cron.ts';

/** Five-field crons on a wall clock without a time zone; `zone.ts` converts local times to UTC. */

export interface WallClock {
  /** First time after, last time before; undefined if there is none. */
  after(local: number): number | undefined;
  before(local: number): number | undefined;
}

/** @throws an error that describes the mistake in the pattern */
export function wallClock(pattern: string): WallClock {
  const known = clocks.get(pattern);
  if (known) return known;
  // Equivalent to the time zone UTC, but 50 times faster because it needs no zone lookup.
  const cron = new Cron(pattern, { utcOffset: 0, mode: '5-part' });
  const clock: WallClock = {
    after: (local) => cron.nextRun(new Date(local))?.getTime(),
    before: (local) => cron.previousRuns(1, new Date(local))[0]?.getTime(),
  };
  if (clocks.size >= MOST_CLOCKS) clocks.clear();
  clocks.set(pattern, clock);
  return clock;
}

const clocks = new Map<string, WallClock>();
const MOST_CLOCKS = 1_000;

/** True if a day matches by its day of the month or by its weekday. `+` before the weekday asks for both. */
export function isEitherDay(pattern: string): boolean {
  const [, , day = '*', , weekday = '*'] = pattern.trim().split(/\s+/);
  return !/^\*(\/1)?$/.test(day) && !/^(\*(\/1)?$|\+)/.test(weekday);
}

export function whyNoCron(pattern: string): string | undefined {
  return wrongCron(pattern, isRight);
}

function isRight(pattern: string): boolean {
  try {
    wallClock(pattern);
    return true;
  } catch {
    return false;
  }
}

/** The year 2000 starts a cycle of weekdays and leap years: a cron that does not fire within 40 years never fires. */
export function everFires(pattern: string): boolean {
  return wallClock(pattern).after(Date.UTC(2000, 0)) !== undefined;
}
