import { digest } from '../base/content-hash.ts';
import { own } from '../base/own-property.ts';
import { HEARD, readCalendarAgain } from '../base/timing.ts';
import type { Board } from '../command/shared-state.ts';
import type { Wish } from '../model/intent.ts';
import type { Ledger } from '../model/outbox.ts';
import type { Rules } from '../model/policy-port.ts';

/** Change Calendars that freezes go by are read again and again, each for itself: one that cannot be read keeps nobody
 *  from reading the others. */
export function planCalendars({ calendars }: Board, rules: Rules, ledger: Ledger): Wish[] {
  return rules.calendars.map((arn) => {
    const key = keyOf(arn);
    const done = ledger[key]?.doneAt;
    const next = own(calendars, arn)?.read?.[1].turns.find((turn) => turn > (done ?? 0));
    const because = 'A freeze goes by what this calendar says.';
    return {
      key,
      kind: 'again',
      effect: { type: 'calendar', arn },
      verdict: { rule: 'calendar', outcome: 'allow', because },
      after: [],
      from: readCalendarAgain(done, next),
      giveUp: Number.POSITIVE_INFINITY,
    };
  });
}

/** What a calendar says otherwise than before is not left to the next roll call. */
export function planTurned({ calendars }: Board, rules: Rules, ledger: Ledger): Wish[] {
  if (rules.calendars.length === 0) return [];
  const said = rules.calendars.map((arn) => `${arn} ${own(calendars, arn)?.read?.[1].state ?? 'unread'}`);
  return [
    {
      key: 'roll-call-calendars',
      kind: 'level',
      effect: { type: 'roll-call', said },
      verdict: { rule: 'roll-call', outcome: 'allow', because: 'What a calendar says holds at once.' },
      after: calendarKeys(rules),
      from: heardAt(rules, ledger),
      giveUp: Number.POSITIVE_INFINITY,
    },
  ];
}

/** What has to be tried before anybody acts on calendars: until then each that was never read holds everything. */
export function calendarKeys(rules: Rules): string[] {
  return rules.calendars.map(keyOf);
}

/** When every worker knows what the calendars said last. */
export function heardAt(rules: Rules, ledger: Ledger): number {
  return Math.max(0, ...calendarKeys(rules).map((key) => (ledger[key]?.doneAt ?? -HEARD) + HEARD));
}

/** Without a colon: what follows one on the board is the id of a press. */
function keyOf(arn: string): string {
  return `calendar-${digest(arn)}`;
}
