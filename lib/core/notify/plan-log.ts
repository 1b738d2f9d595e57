import type { Intent, PlanContext } from '../model/intent.ts';
import { type ChannelRoutes, hears } from './channels.ts';
import { because } from './messages.ts';
import type { FailureNews } from './plan-failure-call.ts';
import { once, replyKey } from './replies.ts';

/** The lines that prove the cause stand in the thread alone. They name their attempt, so they stay true. */
export function planLog(context: PlanContext, { channel, routes }: ChannelRoutes, news: FailureNews): Intent[] {
  const { summary } = context;
  const failures = summary.failures.filter(
    ({ diagnosis }) => diagnosis && diagnosis.evidence.length + diagnosis.missing.length > 0,
  );
  const isHeard = routes.some((route) => hears(route, 'failed'));
  if (failures.length === 0 || news.isRetried || !isHeard) return [];
  return [
    once(context, channel, `log:failed@${summary.attempt}`, {
      milestone: { type: 'failed', stages: failures.map(({ stage }) => stage) },
      content: { type: 'log', summary: { ...summary, stages: [], approvals: [], decisions: [], flaky: [] } },
      mention: [],
      aloud: false,
      because: because.log,
      after: [...news.why, replyKey(channel, `failed@${summary.attempt}`)],
    }),
  ];
}
