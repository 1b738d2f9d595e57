import { GIVE_UP_NOTIFYING, warnBefore } from '../base/timing.ts';
import type { Summary } from '../execution/summary.ts';
import type { Reminder } from '../model/effect.ts';
import type { Intent } from '../model/intent.ts';
import type { PlannedApproval } from './plan.ts';
import type { PeopleSelector } from './types.ts';

/** Somebody still has to act on an approval: said in the thread, to those who can, at the hours the policy names and
 *  before it expires. */
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
  const said = (type: Reminder['type'], id: string, from: number, to: PeopleSelector[]): Intent => ({
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
    decision: { rule: type, outcome: 'allow', because: because[type] },
    after,
    from,
    giveUp: GIVE_UP_NOTIFYING,
  });

  // After a break only the last of several reminders is still worth saying.
  const reminders = policyAnswer.remind.map((wait) => since + wait);
  const missed = reminders.filter((at) => at <= now).slice(0, -1);
  const { escalate } = policyAnswer;
  return [
    ...reminders
      .filter((at) => !missed.includes(at))
      .map((at) => said('reminder', `remind ${at - since}`, at, missing)),
    ...(escalate ? [said('escalation', 'escalate', since + escalate.after, [escalate.to])] : []),
    ...(expiresAt ? [said('expiring', 'expiring', warnBefore(since, expiresAt), missing)] : []),
  ].filter(({ from }) => expiresAt === undefined || from < expiresAt);
}

const because: Record<Reminder['type'], string> = {
  reminder: 'It still waits, and the policy says when to remind.',
  escalation: 'It waits for too long, and the policy says whom to call.',
  expiring: 'It will expire soon, and then it counts as rejected.',
};

export function mentionsOf(to: PeopleSelector[]): string[] {
  return [...new Set(to.flatMap(({ users, groups, emails }) => [...groups, ...users, ...emails]))];
}
