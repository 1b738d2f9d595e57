import { contentHash } from '../base/content-hash.ts';
import { planCalendars, planTurned } from '../freeze/plan-calendars.ts';
import { planRefreshAll } from '../freeze/plan-refresh-all.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { Announcement, PolicyPort } from '../model/policy-port.ts';
import { announce } from '../notify/announce.ts';
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
    ...rules.announcements(now).flatMap(announceFreeze),
    ...planPublished(state, rules, outbox),
    ...tellRules(state, rules, outbox, now),
    ...planScheduled(state, rules, outbox, now),
    ...(rules.events?.ofSharedState(state, rules, outbox, now) ?? []),
    ...requests.flatMap(([id, [at, request]]) => planCommands({ id, at, request, state, rules, outbox, now })),
  ];
}

function announceFreeze({ id, at, text, channels }: Announcement): Intent[] {
  const because = `The policy announces this freeze: ${id}.`;
  return channels.map((channel) => announce(`freeze-${contentHash([id, channel])}`, channel, text, because, at));
}
