import { DAY, HOUR, SECOND } from '../../core/base/units.ts';
import type { RouteDigest } from '../../core/model/policy-port.ts';
import type { WallClock } from '../calendar/cron.ts';
import { instantsOf, localAt } from '../calendar/zone.ts';
import type { Times } from '../freeze/occurrences.ts';

/** A local time that the clock shows twice counts the first time. One that it skips counts when it jumps. */
export function scheduleOf(
  { every, tz }: { every: string; tz: string },
  { wallClock }: Times,
): Pick<RouteDigest, 'turns' | 'local'> {
  const zone = isKnown(tz) ? tz : 'UTC';
  return {
    local: (at) => localAt(zone, at),
    turns(now) {
      if (!wallClock) return {};
      const clock = wallClock(every);
      const last = latestUntil(clock, zone, now);
      const before = last === undefined ? undefined : latestUntil(clock, zone, last - 1);
      const oldest = before === undefined ? undefined : latestUntil(clock, zone, before - 1);
      return { oldest, before, last, next: firstAfter(clock, zone, now) };
    },
  };
}

/** The build checked the zone. A machine that does not know it posts in UTC. */
function isKnown(zone: string): boolean {
  try {
    localAt(zone, 0);
    return true;
  } catch {
    return false;
  }
}

function latestUntil(clock: WallClock, zone: string, instant: number): number | undefined {
  // A cron has no seconds, and `before` excludes its own instant.
  let local = clock.before(localAt(zone, instant) + shift(zone, instant) + SECOND);
  while (local !== undefined && instantsOf(zone, local).first > instant) local = clock.before(local);
  return local === undefined ? undefined : instantsOf(zone, local).first;
}

function firstAfter(clock: WallClock, zone: string, instant: number): number | undefined {
  let local = clock.after(localAt(zone, instant) - shift(zone, instant));
  while (local !== undefined && instantsOf(zone, local).first <= instant) local = clock.after(local);
  return local === undefined ? undefined : instantsOf(zone, local).first;
}

/** Around a clock change, the order of instants differs from that of local times. */
function shift(zone: string, instant: number): number {
  const offsets = [-DAY, 0, DAY].map((ms) => localAt(zone, instant + ms) - (instant + ms));
  return new Set(offsets).size > 1 ? 3 * HOUR : 0;
}
