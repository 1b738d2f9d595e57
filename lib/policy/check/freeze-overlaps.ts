import { canonical } from '../../core/base/merge.ts';
import { DAY } from '../../core/base/units.ts';
import { runsOf, type Window } from '../calendar/timeline.ts';
import type { Policy } from '../file/schema.ts';
import type { Freeze } from '../freeze/schema.ts';
import { coming } from '../freeze/windows.ts';
import { ALL } from '../scope/scope.ts';

/** Finds freezes that another freeze makes redundant. Differences more than a year ahead are ignored. */

const YEAR = 366 * DAY;
/** Limits an hourly freeze to a few months. */
const MOST = 3_000;

export function overlaps(policy: Policy, index: number, now: number): string[] {
  const { freezes } = policy;
  const freeze = freezes[index];
  if (!freeze) return [];
  const same = freezes.slice(0, index).find((other) => said(other) === said(freeze));
  if (same) return [`it says the same as "${same.id}"`];

  const windows = coming(policy, freeze, now, MOST).filter(({ start }) => start < now + YEAR);
  const hiding = freezes.find((other, at) => {
    if (at === index || other.kind !== 'deny' || !reaches(policy, other, freeze)) return false;
    const runs = runsOf(coming(policy, other, now, MOST));
    return windows.length > 0 && windows.every((window) => runs.some((run) => holds(run, window)));
  });
  if (!hiding) return [];
  return freeze.kind === 'deny'
    ? [`it adds nothing: for a year ahead "${hiding.id}" is on whenever it is`]
    : [`it never opens anything: for a year ahead "${hiding.id}" denies whenever it is on`];
}

/** True if `one` denies wherever `other` applies, at least as strictly: enforced, with no other override. */
function reaches({ mode }: Policy, one: Freeze, other: Freeze): boolean {
  const isReal = (one.mode ?? mode) === 'enforce' || (other.mode ?? mode) === 'report';
  const isLasting = one.override === undefined || canonical(one.override) === canonical(other.override ?? null);
  return isReal && isLasting && (one.scope === ALL || one.scope === other.scope);
}

function holds(run: Window, { start, end }: Window): boolean {
  return run.start <= start && end <= run.end;
}

function said({ kind, scope, tz, every, once, ics, ssmCalendar, except, mode }: Freeze): string {
  return JSON.stringify([kind, scope, tz, every, once, ics, ssmCalendar, except, mode]);
}
