import { tzOffset } from '@date-fns/tz';

/** Local times of a zone. One is held as the milliseconds that it would be in UTC: policies keep local times and never
 *  offsets, and a recurrence is a matter of the wall clock. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What the wall clock shows. */
export function localAt(zone: string, instant: number): number {
  return instant + offsetAt(zone, instant);
}

/** The first and the last instant at which the wall clock shows this. They differ only when the clock is set back over
 *  it; a time that the clock jumps over is the instant of the jump. */
export function instantsOf(zone: string, local: number): { first: number; last: number } {
  const [before, after] = [offsetAt(zone, local - DAY), offsetAt(zone, local + DAY)];
  const shown = [local - before, local - after].filter((instant) => localAt(zone, instant) === local);
  const [first, last = first] = shown.sort((a, b) => a - b);
  if (first !== undefined && last !== undefined) return { first, last };
  const jump = jumpOver(zone, local, before);
  return { first: jump, last: jump };
}

/** Whether the wall clock ever shows this. */
export function exists(zone: string, local: number): boolean {
  return localAt(zone, instantsOf(zone, local).first) === local;
}

function jumpOver(zone: string, local: number, before: number): number {
  let [still, jumped] = [local - DAY, local + DAY];
  while (jumped - still > 1) {
    const middle = Math.floor((still + jumped) / 2);
    if (offsetAt(zone, middle) === before) still = middle;
    else jumped = middle;
  }
  return jumped;
}

function offsetAt(zone: string, instant: number): number {
  const minutes = tzOffset(zone, new Date(instant));
  if (Number.isNaN(minutes)) throw new Error(`There is no time zone "${zone}"`);
  return minutes * MINUTE;
}

/** AREA/CITY or UTC. `EST` and `+01:00` are refused: they know no summer time, and whoever writes them does. */
export function isZone(name: string): boolean {
  return (
    (name === 'UTC' || /^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+$/.test(name)) && !Number.isNaN(tzOffset(name, new Date(0)))
  );
}

export function zones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}
