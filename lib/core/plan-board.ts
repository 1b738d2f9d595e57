import type { Board } from './board.ts';
import { digest } from './digest.ts';
import type { Ledger } from './ledger.ts';
import { LATE_ANNOUNCEMENT, ROLL_CALL } from './patience.ts';
import { calendarKeys, heardAt, planCalendars, planTurned } from './plan-calendar.ts';
import { planAsked } from './plan-order.ts';
import type { Announcement, Rules } from './rules.ts';
import type { Wish } from './wish.ts';

/** What is to be done beside any execution or pipeline: what people ordered, what calendars say, and the roll
 *  call. */
export function planBoard(board: Board, rules: Rules, ledger: Ledger, now: number): Wish[] {
  const asked = Object.entries(board.asked ?? {});
  return [
    ...planCalendars(board, rules, ledger),
    ...rollCall(rules, ledger),
    ...planTurned(board, rules, ledger),
    ...rules.announcements(now).flatMap(announce),
    ...asked.flatMap(([id, [at, said]]) => planAsked({ id, at, asked: said, board, rules, ledger, now })),
  ];
}

/** While there are freezes, see which pipelines there are. One that is created while everything is frozen has to be
 *  closed too. */
function rollCall(rules: Rules, ledger: Ledger): Wish[] {
  if (!rules.freezes) return [];
  const key = 'roll-call';
  const last = ledger[key]?.doneAt;
  const because = 'A freeze closes every pipeline it covers, new ones too.';
  return [
    {
      key,
      kind: 'again',
      effect: { type: 'roll-call' },
      verdict: { rule: 'roll-call', outcome: 'allow', because },
      after: calendarKeys(rules),
      from: rollCallAt(last, heardAt(rules, ledger)),
      giveUp: Number.POSITIVE_INFINITY,
    },
  ];
}

/** Not before every worker knows what the calendars said; however many there are, there is always one that was read
 *  just now, so that is not waited for for ever. */
function rollCallAt(last: number | undefined, heard: number): number {
  return last === undefined ? heard : Math.min(Math.max(last + ROLL_CALL, heard), last + 2 * ROLL_CALL);
}

/** When a freeze begins and ends is said once in each channel that hears of its pipelines. */
function announce({ id, at, text, channels }: Announcement): Wish[] {
  return channels.map((channel) => ({
    key: `freeze-${digest([id, channel])}`,
    kind: 'once',
    effect: { type: 'announce', channel, text },
    verdict: { rule: 'freeze', outcome: 'allow', because: `The policy has it announced: ${id}.` },
    after: [],
    from: at,
    giveUp: LATE_ANNOUNCEMENT,
  }));
}
