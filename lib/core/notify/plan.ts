import { inspectKey, type PlannedApproval } from '../approval/plan.ts';
import { mentionsOf, planReminders } from '../approval/plan-reminders.ts';
import type { Decision } from '../base/decision.ts';
import { CALL_WITHOUT, GIVE_UP_NOTIFYING } from '../base/timing.ts';
import { DESCRIBED, type Reading } from '../execution/plan-refresh.ts';
import type { Summary } from '../execution/summary.ts';
import { holdOf } from '../freeze/held.ts';
import type { ApprovalPrompt, Show } from '../model/effect.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { RouteMatch } from '../model/policy-port.ts';
import { notifyReasons } from './messages.ts';
import type { Milestone } from './milestones.ts';
import { allMilestones, currentMilestones } from './milestones.ts';
import { corrected } from './plan-correction.ts';

export interface Audience {
  routed: RouteMatch[];
  channels: ChannelRoutes[];
}

export function audienceOf({ execution, summary, rules, ledger }: PlanContext): Audience {
  const subject = { ...execution.ref, tags: execution.about.tags };
  const routed = rules.route(subject, allMilestones(execution, summary));
  return { routed, channels: channelsOf(routed, ledger) };
}

/** Messages, replies and publications. Those about an end wait for its reason. */
export function planNotifications(
  context: PlanContext,
  { routed, channels }: Audience,
  askings: PlannedApproval[],
  { why, reasons }: Reading,
  more: Pick<Show, 'notes' | 'offers'>,
): Intent[] {
  const { execution, summary, rules, ledger, now } = context;
  const hold = holdOf(summary, execution.about.tags, rules, now);
  const current = currentMilestones(summary);
  return [
    ...channels.flatMap((channel) => [
      // An existing message is edited at once, and again when the reason is known.
      show(
        { summary, hold, accountName: rules.accountName(summary.account), ...more },
        channel,
        asksIn(channel, askings),
        ledger[showKey(channel.channel)]?.message || reasons.length === 0 ? [] : why,
      ),
      ...unlessMuted(context, [
        ...reply(summary, channel, current, askings, why).flatMap((intent) => [
          intent,
          ...corrected(intent, summary, ledger),
        ]),
        ...reminders(context, channel, askings),
      ]),
    ]),
    ...routed.flatMap((route) => publications(summary, route, current, why)),
  ];
}

/** A mute delays replies to its end; an execution that ended during the mute gets none. The message stays current. */
function unlessMuted({ execution, summary, rules, now }: PlanContext, intents: Intent[]): Intent[] {
  const subject = { ...execution.ref, tags: execution.about.tags };
  const muted = rules.mutedUntil(subject, now) ?? 0;
  const wasMuted = summary.endedAt !== undefined && rules.mutedUntil(subject, summary.endedAt) !== undefined;
  if (wasMuted) return [];
  return intents.map((intent) => ({ ...intent, from: Math.max(intent.from, muted) }));
}

function asksIn(channel: ChannelRoutes, askings: PlannedApproval[]): ApprovalPrompt[] {
  return askings.map(({ ask }) => ask).filter(({ stage }) => isAskedIn(channel, stage));
}

function isAskedIn({ routes }: ChannelRoutes, stage: string): boolean {
  return routes.some(({ milestones }) =>
    milestones.some(({ type, stages }) => type === 'approval' && stages.includes(stage)),
  );
}

function reminders({ summary, now }: PlanContext, channel: ChannelRoutes, askings: PlannedApproval[]): Intent[] {
  return askings
    .filter(({ ask }) => isAskedIn(channel, ask.stage))
    .flatMap((asking) => planReminders(summary, asking, channel.channel, now, [showKey(channel.channel)]));
}

interface ChannelRoutes {
  channel: string;
  routes: RouteMatch[];
}

/** One message per channel, for any number of routes. An existing message stays current even without a route. */
function channelsOf(routed: RouteMatch[], ledger: Outbox): ChannelRoutes[] {
  const told = Object.values(ledger).flatMap(({ message, channel }) => (message && channel ? [channel] : []));
  const named = routed.flatMap((route) => (route.channel === undefined ? [] : [route.channel]));
  return [...new Set([...named, ...told])].map((channel) => ({
    channel,
    routes: routed.filter((route) => route.channel === channel),
  }));
}

export function showKey(channel: string): string {
  return `show:${channel}`;
}

/** @param why intents that the first version waits for; later versions are edited when these are done */
function show(
  said: Pick<Show, 'summary' | 'accountName' | 'hold' | 'notes' | 'offers'>,
  { channel, routes }: ChannelRoutes,
  asks: ApprovalPrompt[],
  why: string[],
): Intent {
  const [first, ...more] = routes.map((route) => route.decision);
  const existing: Decision = { rule: 'show', outcome: 'allow', because: notifyReasons.messageExists };
  const decision: Decision = { ...(first ?? existing), ...(more.length > 0 ? { under: more } : {}) };
  return {
    key: showKey(channel),
    kind: 'level',
    effect: { type: 'show', channel, asks, ...said },
    decision,
    after: [...DESCRIBED, ...asks.map(inspectKey), ...why],
    from: 0,
    giveUp: GIVE_UP_NOTIFYING,
  };
}

/** Slack sends no notification for an edit, so milestones that need action get a reply. */
function reply(
  summary: Summary,
  { channel, routes }: ChannelRoutes,
  current: Milestone[],
  askings: PlannedApproval[],
  why: string[],
): Intent[] {
  return current
    .filter((milestone) => milestone.type === 'failed' || milestone.type === 'approval')
    .flatMap((milestone) => {
      const listening = routes.filter((route) => route.milestones.some((heard) => heard.type === milestone.type));
      if (listening.length === 0) return [];
      const asking = askings.find(({ ask }) => ask.action === milestone.action && milestone.stages.includes(ask.stage));
      const mention = [...new Set([...listening.flatMap((route) => route.mention), ...whoDecides(asking)])];
      const because = milestone.type === 'failed' ? notifyReasons.failed : notifyReasons.approval;
      return [
        {
          key: `reply:${channel}:${milestone.key}`,
          kind: 'once',
          effect: { type: 'reply', channel, summary, milestone, mention },
          decision: { rule: 'reply', outcome: 'allow', because },
          after: [showKey(channel), ...why],
          // The people to mention are known once the request was read.
          from: asking && !asking.ask.request ? asking.ask.since + CALL_WITHOUT : 0,
          giveUp: GIVE_UP_NOTIFYING,
        } satisfies Intent,
      ];
    });
}

function whoDecides(asking: PlannedApproval | undefined): string[] {
  return mentionsOf(asking?.policyAnswer?.needs.map(({ from }) => from) ?? []);
}

function publications(summary: Summary, route: RouteMatch, current: Milestone[], why: string[]): Intent[] {
  return current
    .filter((milestone) => route.milestones.some((taken) => taken.key === milestone.key))
    .flatMap((milestone) =>
      route.topics.map((topic) => ({
        key: `publish:${topic}:${milestone.key}`,
        kind: 'once',
        effect: { type: 'publish', topic, summary, milestone },
        decision: route.decision,
        after: [...DESCRIBED, ...why],
        from: 0,
        giveUp: GIVE_UP_NOTIFYING,
      })),
    );
}
