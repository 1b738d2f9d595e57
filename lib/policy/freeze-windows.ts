import { occurrencesOf } from './freeze-times.ts';
import type { Policy } from './schema.ts';
import type { Freeze } from './schema-freeze.ts';
import type { Window } from './timeline.ts';
import { times } from './times.ts';

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
