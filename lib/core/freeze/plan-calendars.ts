import { contentHash } from '../base/content-hash.ts';
import { ownProperty } from '../base/own-property.ts';
import { HEARD, readCalendarAgain } from '../base/timing.ts';
import type { SharedState } from '../command/shared-state.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { PolicyPort } from '../model/policy-port.ts';
import { CALENDAR_CHANGED, CALENDAR_READ } from './messages.ts';

/** One intent per calendar, so that an unreadable calendar does not block the others. */
export function planCalendars({ calendars }: SharedState, rules: PolicyPort, outbox: Outbox): Intent[] {
  return rules.calendars.map((arn) => {
    const key = keyOf(arn);
    const done = outbox[key]?.doneAt;
    const next = ownProperty(calendars, arn)?.read?.[1].turns.find((turn) => turn > (done ?? 0));
    return {
      key,
      kind: 'again',
      effect: { type: 'calendar', arn },
      because: CALENDAR_READ,
      after: [],
      from: readCalendarAgain(done, next),
      giveUp: Number.POSITIVE_INFINITY,
    };
  });
}

export function planTurned({ calendars }: SharedState, rules: PolicyPort, outbox: Outbox): Intent[] {
  if (rules.calendars.length === 0) return [];
  const states = rules.calendars.map((arn) => `${arn} ${ownProperty(calendars, arn)?.read?.[1].state ?? 'unread'}`);
  return [
    {
      key: 'roll-call-calendars',
      kind: 'level',
      effect: { type: 'refreshAllPipelines', said: states },
      because: CALENDAR_CHANGED,
      after: calendarKeys(rules),
      from: heardAt(rules, outbox),
      giveUp: Number.POSITIVE_INFINITY,
    },
  ];
}

/** These must be tried before anything acts on calendars: a calendar that was never read holds everything. */
export function calendarKeys(rules: PolicyPort): string[] {
  return rules.calendars.map(keyOf);
}

export function heardAt(rules: PolicyPort, outbox: Outbox): number {
  return Math.max(0, ...calendarKeys(rules).map((key) => (outbox[key]?.doneAt ?? -HEARD) + HEARD));
}

/** No colon: in the outbox of the shared state, the id of a command follows one. */
function keyOf(arn: string): string {
  return `calendar-${contentHash(arn)}`;
}
