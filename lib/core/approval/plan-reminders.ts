import { warnBefore } from '../base/timing.ts';
import type { Reminder } from '../model/effect.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import { call, replyKey, wasPosted } from '../notify/replies.ts';
import { escalationsIn } from './escalations.ts';
import { mentionsOf } from './mentions.ts';
import { reminderReasons } from './messages.ts';
import type { PlannedApproval } from './plan.ts';

export function planReminders(context: PlanContext, { ask, policyAnswer }: PlannedApproval, channel: string): Intent[] {
  if (!policyAnswer) return [];
  const { outbox, now } = context;
  const { run, stage, action, since, request } = ask;
  const missing = policyAnswer.needs.filter(({ count, have }) => have < count).map(({ from }) => from);
  const needed = policyAnswer.call ?? mentionsOf(missing);
  const expiresAt = request?.expiresAt;
  const reminder = (type: Reminder['type'], id: string, from: number, to: string[]): Intent =>
    call(context, channel, `${id}:${run}`, {
      milestone: { type: 'approval', stages: [stage] },
      content: { type, pipeline: context.summary.pipeline, stage, action, since, expiresAt, because: ask.because },
      mention: outbox[replyKey(channel, `${id}:${run}`)]?.called ?? to,
      aloud: true,
      because: reminderReasons[type],
      from,
    });

  // After a pause, only the newest of several missed reminders is worth sending.
  const reminders = policyAnswer.remind.map((wait) => since + wait);
  const isSent = (at: number) => wasPosted(outbox[replyKey(channel, `remind ${at - since}:${run}`)] ?? {});
  const missed = reminders.filter((at) => at <= now).slice(0, -1);
  return [
    ...reminders
      .filter((at) => !missed.includes(at) || isSent(at))
      .map((at) => reminder('reminder', `remind ${at - since}`, at, needed)),
    ...escalationsIn(policyAnswer, outbox, { channel, run }).map(({ id, after, mention }) =>
      reminder('escalation', id, since + after, mention),
    ),
    ...(expiresAt ? [reminder('expiring', 'expiring', warnBefore(since, expiresAt), needed)] : []),
  ].filter(({ from }) => expiresAt === undefined || from < expiresAt);
}
