import { GIVE_UP_NOTIFYING, warnBefore } from '../base/timing.ts';
import type { Summary } from '../execution/summary.ts';
import type { Reminder } from '../model/effect.ts';
import type { Intent } from '../model/intent.ts';
import { reminderReasons } from './messages.ts';
import type { PlannedApproval } from './plan.ts';
import type { PeopleSelector } from './types.ts';

export function planReminders(
  summary: Summary,
  { ask, policyAnswer }: PlannedApproval,
  channel: string,
  now: number,
  after: string[],
): Intent[] {
  if (!policyAnswer) return [];
  const { run, stage, action, since, request } = ask;
  const missing = policyAnswer.needs.filter(({ count, have }) => have < count).map(({ from }) => from);
  const expiresAt = request?.expiresAt;
  const reminder = (type: Reminder['type'], id: string, from: number, to: PeopleSelector[]): Intent => ({
    key: `reply:${channel}:${id}:${run}`,
    kind: 'once',
    effect: {
      type: 'reply',
      channel,
      summary,
      milestone: { type: 'approval', key: `${id}:${run}`, stages: [stage] },
      mention: mentionsOf(to),
      reminder: { type, stage, action, since, expiresAt, because: ask.because },
    },
    decision: { rule: type, outcome: 'allow', because: reminderReasons[type] },
    after,
    from,
    giveUp: GIVE_UP_NOTIFYING,
  });

  // After a pause, only the newest of several missed reminders is worth sending.
  const reminders = policyAnswer.remind.map((wait) => since + wait);
  const missed = reminders.filter((at) => at <= now).slice(0, -1);
  const { escalate } = policyAnswer;
  return [
    ...reminders
      .filter((at) => !missed.includes(at))
      .map((at) => reminder('reminder', `remind ${at - since}`, at, missing)),
    ...(escalate ? [reminder('escalation', 'escalate', since + escalate.after, [escalate.to])] : []),
    ...(expiresAt ? [reminder('expiring', 'expiring', warnBefore(since, expiresAt), missing)] : []),
  ].filter(({ from }) => expiresAt === undefined || from < expiresAt);
}

export function mentionsOf(to: PeopleSelector[]): string[] {
  return [...new Set(to.flatMap(({ users, groups, emails }) => [...groups, ...users, ...emails]))];
}
