import { contentHash } from '../base/content-hash.ts';
import { LATE_ANNOUNCEMENT } from '../base/timing.ts';
import { planCalendars, planTurned } from '../freeze/plan-calendars.ts';
import { planRefreshAll } from '../freeze/plan-refresh-all.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { Announcement, PolicyPort } from '../model/policy-port.ts';
import { planPublished } from '../published/plan-published.ts';
import { planScheduled } from '../scheduled/plan.ts';
import { tellRules } from '../where/plan-tell-board.ts';
import { planCommands } from './plan.ts';
import type { SharedState } from './shared-state.ts';

/** Plans everything outside executions and pipelines: commands, calendars, and the refresh of all pipelines. */
export function planSharedState(state: SharedState, rules: PolicyPort, outbox: Outbox, now: number): Intent[] {
  const requests = Object.entries(state.asked ?? {});
  const turned = planTurned(state, rules, outbox);
  return [
    ...planCalendars(state, rules, outbox),
    ...planRefreshAll(rules, outbox, turned, now),
    ...turned,
    ...rules.announcements(now).flatMap(announce),
    ...planPublished(state, rules, outbox),
    ...tellRules(state, rules, outbox, now),
    ...planScheduled(state, rules, outbox, now),
    ...(rules.events?.ofSharedState(state, rules, outbox, now) ?? []),
    ...requests.flatMap(([id, [at, request]]) => planCommands({ id, at, request, state, rules, outbox, now })),
  ];
}

function announce({ id, at, text, channels }: Announcement): Intent[] {
  return channels.map((channel) => ({
    key: `freeze-${contentHash([id, channel])}`,
    kind: 'once',
    effect: { type: 'announce', channel, text },
    because: `The policy announces this freeze: ${id}.`,
    after: [],
    from: at,
    giveUp: LATE_ANNOUNCEMENT,
  }));
}
