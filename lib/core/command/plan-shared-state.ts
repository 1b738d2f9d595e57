import { contentHash } from '../base/content-hash.ts';
import { LATE_ANNOUNCEMENT } from '../base/timing.ts';
import { planCalendars, planTurned } from '../freeze/plan-calendars.ts';
import { planRefreshAll } from '../freeze/plan-refresh-all.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { Announcement, PolicyPort } from '../model/policy-port.ts';
import { planCommands } from './plan.ts';
import type { SharedState } from './shared-state.ts';

/** What is to be done beside any execution or pipeline: what people ordered, what calendars say, and the roll
 *  call. */
export function planSharedState(board: SharedState, rules: PolicyPort, ledger: Outbox, now: number): Intent[] {
  const asked = Object.entries(board.asked ?? {});
  const turned = planTurned(board, rules, ledger);
  return [
    ...planCalendars(board, rules, ledger),
    ...planRefreshAll(rules, ledger, turned, now),
    ...turned,
    ...rules.announcements(now).flatMap(announce),
    ...asked.flatMap(([id, [at, said]]) => planCommands({ id, at, asked: said, board, rules, ledger, now })),
  ];
}

/** When a freeze begins and ends is said once in each channel that hears of its pipelines. */
function announce({ id, at, text, channels }: Announcement): Intent[] {
  return channels.map((channel) => ({
    key: `freeze-${contentHash([id, channel])}`,
    kind: 'once',
    effect: { type: 'announce', channel, text },
    decision: { rule: 'freeze', outcome: 'allow', because: `The policy has it announced: ${id}.` },
    after: [],
    from: at,
    giveUp: LATE_ANNOUNCEMENT,
  }));
}
