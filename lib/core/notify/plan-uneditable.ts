import { headline } from '../execution/headline.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import { notifyReasons } from './messages.ts';
import { currentMilestones, type Milestone } from './milestones.ts';
import { once, replyKey, showKey, wasPosted } from './replies.ts';

/** Where Slack refuses to edit the live message, its thread tells what the message would show.
 *  @param calls replies that tell of open failures and approvals, if Slack does not refuse to edit them too
 *  @param followUps replies that tell of an end already */
export function planUneditable(context: PlanContext, channel: string, calls: Intent[], followUps: Intent[]): Intent[] {
  const { summary, outbox } = context;
  if (!outbox[showKey(channel)]?.fixed || followUps.length > 0) return [];
  const current = calls.filter(({ key }) => !outbox[key]?.fixed);
  const untold = currentMilestones(summary).filter((milestone) => {
    const wasCalled = wasPosted(outbox[replyKey(channel, milestone.key)] ?? {});
    return milestone.type !== 'started' && !wasCalled && !current.some((intent) => tells(intent, milestone));
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

function tells({ effect }: Intent, { type, stages, action }: Milestone): boolean {
  if (effect.type !== 'reply') return false;
  const { content } = effect;
  if (content.type === 'failed') return type === 'failed';
  return content.type === 'approval' && content.asks.some((ask) => ask.action === action && stages.includes(ask.stage));
}
