import { times } from '../calendar/time-sources.ts';
import type { Window } from '../calendar/timeline.ts';
import type { Policy } from '../file/schema.ts';
import { occurrencesOf } from './occurrences.ts';
import type { Freeze } from './schema.ts';

/** Its occurrences from an instant on, the one that is on then first. Those of an SSM calendar AWS alone knows. */
export function coming(policy: Policy, freeze: Freeze, now: number, most: number): Window[] {
  if (freeze.ssmCalendar) return [];
  const calendar = freeze.ics === undefined ? undefined : policy.calendars?.[freeze.ics];
  const found: Window[] = [];
  for (const window of occurrencesOf(freeze, times, calendar)(now)) {
    if (found.length === most) break;
    found.push(window);
  }
  return found;
}
