import { times } from '../calendar/time-sources.ts';
import { type Window, windowsAfter } from '../calendar/timeline.ts';
import type { Policy } from '../file/schema.ts';
import { calendarOf, occurrencesOf } from './occurrences.ts';
import type { Freeze } from './schema.ts';

/** Windows from `now` on, the current one first; windows that overlap or touch are one. A start or an end
 *  that is more than a year away is infinite. Only AWS knows the windows of an SSM calendar. */
export function coming(policy: Policy, freeze: Freeze, now: number, most: number): Window[] {
  if (freeze.ssmCalendar) return [];
  const found: Window[] = [];
  for (const window of windowsAfter(occurrencesOf(freeze, times, calendarOf(policy, freeze)), now)) {
    if (found.length === most) break;
    found.push(window);
  }
  return found;
}
