import { headline } from '../execution/headline.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import { notifyReasons } from './messages.ts';
import { currentMilestones } from './milestones.ts';
import { once, replyKey, showKey, wasPosted } from './replies.ts';

/** Where Slack refuses to edit the live message, its thread tells what the message would show.
 *  @param followUps replies that tell of an end already */
export function planNewsInThread(context: PlanContext, channel: string, followUps: Intent[]): Intent[] {
  const { summary, outbox } = context;
  if (!outbox[showKey(channel)]?.fixed || followUps.length > 0) return [];
  const untold = currentMilestones(summary).filter(({ type, key }) => {
    return type !== 'started' && !wasPosted(outbox[replyKey(channel, key)] ?? {});
  });
  return untold.slice(0, 1).map(({ type, stages, key }) =>
    once(context, channel, `news:${key}`, {
      milestone: { type, stages },
      content: { type: 'ended', ...headline(summary) },
      mention: [],
      aloud: false,
      because: notifyReasons.fixed,
    }),
  );
}
