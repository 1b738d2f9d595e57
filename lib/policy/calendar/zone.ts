import { tzOffset } from '@date-fns/tz';
import { DAY, MINUTE } from '../../core/base/units.ts';

/** A local time is stored as the milliseconds that it would be in UTC. Recurrences follow the wall clock. */

export function localAt(zone: string, instant: number): number {
  return instant + offsetAt(zone, instant);
}

/** Both differ only if the clock is set back over this time. For a time that the clock skips: the jump itself. */
export function instantsOf(zone: string, local: number): { first: number; last: number } {
  const [before, after] = [offsetAt(zone, local - DAY), offsetAt(zone, local + DAY)];
  const shown = [local - before, local - after].filter((instant) => localAt(zone, instant) === local);
  const [first, last = first] = shown.sort((a, b) => a - b);
  if (first !== undefined && last !== undefined) return { first, last };
  const jump = jumpOver(zone, local, before);
  return { first: jump, last: jump };
}

/** False if the clock skips this time. */
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

/** AREA/CITY or UTC. `EST` and `+01:00` are refused: they ignore summer time, and their author probably did not. */
export function isZone(name: string): boolean {
  return (
    (name === 'UTC' || /^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+$/.test(name)) && !Number.isNaN(tzOffset(name, new Date(0)))
  );
}

export function zones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}
