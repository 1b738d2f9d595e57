import { contentHash } from '../base/content-hash.ts';
import { ownProperty } from '../base/own-property.ts';
import { HEARD, readCalendarAgain } from '../base/timing.ts';
import type { SharedState } from '../command/shared-state.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { PolicyPort } from '../model/policy-port.ts';

/** Change Calendars that freezes go by are read again and again, each for itself: one that cannot be read keeps nobody
 *  from reading the others. */
export function planCalendars({ calendars }: SharedState, rules: PolicyPort, ledger: Outbox): Intent[] {
  return rules.calendars.map((arn) => {
    const key = keyOf(arn);
    const done = ledger[key]?.doneAt;
    const next = ownProperty(calendars, arn)?.read?.[1].turns.find((turn) => turn > (done ?? 0));
    const because = 'A freeze goes by what this calendar says.';
    return {
      key,
      kind: 'again',
      effect: { type: 'calendar', arn },
      decision: { rule: 'calendar', outcome: 'allow', because },
      after: [],
      from: readCalendarAgain(done, next),
      giveUp: Number.POSITIVE_INFINITY,
    };
  });
}

/** What a calendar says otherwise than before is not left to the next roll call. */
export function planTurned({ calendars }: SharedState, rules: PolicyPort, ledger: Outbox): Intent[] {
  if (rules.calendars.length === 0) return [];
  const said = rules.calendars.map((arn) => `${arn} ${ownProperty(calendars, arn)?.read?.[1].state ?? 'unread'}`);
  return [
    {
      key: 'roll-call-calendars',
      kind: 'level',
      effect: { type: 'refreshAllPipelines', said },
      decision: { rule: 'roll-call', outcome: 'allow', because: 'What a calendar says holds at once.' },
      after: calendarKeys(rules),
      from: heardAt(rules, ledger),
      giveUp: Number.POSITIVE_INFINITY,
    },
  ];
}

/** What has to be tried before anybody acts on calendars: until then each that was never read holds everything. */
export function calendarKeys(rules: PolicyPort): string[] {
  return rules.calendars.map(keyOf);
}

/** When every worker knows what the calendars said last. */
export function heardAt(rules: PolicyPort, ledger: Outbox): number {
  return Math.max(0, ...calendarKeys(rules).map((key) => (ledger[key]?.doneAt ?? -HEARD) + HEARD));
}

/** Without a colon: what follows one on the board is the id of a press. */
function keyOf(arn: string): string {
  return `calendar-${contentHash(arn)}`;
}
