import { inspectKey, type PlannedApproval } from '../approval/plan.ts';
import { planReminders } from '../approval/plan-reminders.ts';
import { GIVE_UP_NOTIFYING, UNKNOWN_BRANCH } from '../base/timing.ts';
import { branchesOf } from '../execution/branches.ts';
import { inOrder, isRunning } from '../execution/facts.ts';
import { DESCRIBED, type Reading } from '../execution/plan-refresh.ts';
import type { DecidedApproval } from '../execution/summary.ts';
import { holdOf } from '../freeze/held.ts';
import type { ApprovalPrompt, Show } from '../model/effect.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { RouteMatch } from '../model/policy-port.ts';
import { type ChannelRoutes, channelsOf, hears } from './channels.ts';
import { classifier } from './failure-classes.ts';
import { notifyReasons } from './messages.ts';
import type { Milestone } from './milestones.ts';
import { allMilestones, currentMilestones } from './milestones.ts';
import { delayed, muted } from './mute.ts';
import { planApprovalCalls, planApprovalsOver, planRemindersOver } from './plan-approval-call.ts';
import { planAuthorMessage, planAuthorMessageOver } from './plan-author-message.ts';
import { corrected } from './plan-correction.ts';
import { planFailureCall, planFailureOver } from './plan-failure-call.ts';
import { planLog } from './plan-log.ts';
import { planSeries, planSeriesOver } from './plan-series.ts';
import { planUneditable } from './plan-uneditable.ts';
import { showKey } from './replies.ts';

export interface Audience {
  routed: RouteMatch[];
  channels: ChannelRoutes[];
}

export function audienceOf({ execution, summary, rules, outbox }: PlanContext): Audience {
  const subject = { ...execution.ref, tags: execution.about.tags, branches: branchesOf(execution.about) };
  const milestones = allMilestones(execution, summary).map(classifier(execution, summary));
  const routed = rules.route(subject, milestones);
  return { routed, channels: channelsOf(routed, outbox) };
}

interface Known extends Pick<Show, 'notes' | 'offers'> {
  plannedApprovals: PlannedApproval[];
  /** Approvals that are over, also of earlier runs. */
  decided: DecidedApproval[];
  isRetried: boolean;
}

/** Messages, replies and publications. Those about an end wait for its reason. */
export function planNotifications(
  context: PlanContext,
  { routed, channels }: Audience,
  { why, reasons }: Reading,
  { plannedApprovals, decided, isRetried, ...more }: Known,
): Intent[] {
  const { execution, summary, rules, outbox, now } = context;
  const hold = holdOf(summary, execution.about.tags, rules, now);
  const current = currentMilestones(summary);
  const series = planSeries(context, channels, why);
  const news = { why: [...why, ...series.reading], isRetried, decided: summary.decisions, offers: more.offers };
  const messages = channels.flatMap((channel) => {
    const replies = muted(context, [
      ...planFailureCall(context, channel, news),
      ...planLog(context, channel, news).flatMap((intent) => [intent, ...corrected(intent, outbox)]),
      ...planApprovalCalls(context, channel, announcedIn(channel, plannedApprovals), decided),
      ...announcedIn(channel, plannedApprovals).flatMap((plannedApproval) =>
        planReminders(context, plannedApproval, channel.channel),
      ),
      ...planRemindersOver(context, channel.channel, decided),
    ]);
    const over = planFailureOver(context, channel);
    return [
      // An existing message is edited at once, and again when the reason is known.
      show(
        { summary, hold, accountName: rules.accountName(summary.account), ...more },
        channel,
        asksIn(channel, plannedApprovals),
        firstVersion(context, channel, reasons.length > 0 ? why : [], why),
      ),
      ...replies,
      ...delayed(context, [
        ...over,
        ...planApprovalsOver(context, channel, plannedApprovals, decided),
        ...planUneditable(context, channel.channel, replies, over),
      ]),
    ];
  });
  return [
    ...messages,
    ...planAuthorMessage(context, channels, messages),
    ...delayed(context, planAuthorMessageOver(context)),
    ...series.intents,
    ...delayed(context, planSeriesOver(context)),
    ...routed.flatMap((route) => publications(context, route, current, why)),
  ];
}

function asksIn(channel: ChannelRoutes, plannedApprovals: PlannedApproval[]): ApprovalPrompt[] {
  return announcedIn(channel, plannedApprovals).map(({ ask }) => ask);
}

function announcedIn({ routes }: ChannelRoutes, plannedApprovals: PlannedApproval[]): PlannedApproval[] {
  return plannedApprovals.filter(({ ask }) => routes.some((route) => hears(route, 'approval', ask.stage)));
}

/** The first version waits for these. Later versions are edited when these are done. */
function firstVersion(
  context: PlanContext,
  { channel, routes }: ChannelRoutes,
  reasons: string[],
  why: string[],
): Pick<Intent, 'after' | 'from'> {
  if (context.outbox[showKey(channel)]?.message) return { after: [], from: 0 };
  const isUncertain = routes.length > 0 && routes.every((route) => route.isUncertain);
  return isUncertain ? { after: why, from: whenBranchKnown(context) } : { after: reasons, from: 0 };
}

/** Reading a missing start brings the branch. What people have to act on does not wait for that. */
function whenBranchKnown({ execution, summary }: PlanContext): number {
  const isUrgent = summary.failures.length > 0 || summary.approvals.length > 0;
  const [first] = inOrder(execution);
  return isUrgent || !isRunning(summary.state) ? 0 : (first?.at ?? 0) + UNKNOWN_BRANCH;
}

function show(
  content: Pick<Show, 'summary' | 'accountName' | 'hold' | 'notes' | 'offers'>,
  { channel, routes }: ChannelRoutes,
  asks: ApprovalPrompt[],
  { after, from }: Pick<Intent, 'after' | 'from'>,
): Intent {
  return {
    key: showKey(channel),
    kind: 'level',
    effect: { type: 'show', channel, asks, ...content },
    because: routes[0]?.decision.because ?? notifyReasons.messageExists,
    after: [...DESCRIBED, ...asks.map(inspectKey), ...after],
    from,
    giveUp: GIVE_UP_NOTIFYING,
  };
}

function publications(context: PlanContext, route: RouteMatch, current: Milestone[], why: string[]): Intent[] {
  const { summary } = context;
  // A publication cannot be corrected, so a failure is published at its end.
  const isOver = ({ type }: Milestone) => type !== 'failed' || !isRunning(summary.state);
  return current
    .filter((milestone) => isOver(milestone) && route.milestones.some((taken) => taken.key === milestone.key))
    .flatMap((milestone) =>
      route.topics.map((topic) => ({
        key: `publish:${topic}:${route.format ? `${route.format}:` : ''}${milestone.key}`,
        kind: 'once',
        effect: { type: 'publish', topic, ...(route.format ? { format: route.format } : {}), summary, milestone },
        because: route.decision.because,
        after: [...DESCRIBED, ...why],
        from: route.isUncertain ? whenBranchKnown(context) : 0,
        giveUp: GIVE_UP_NOTIFYING,
      })),
    );
}
