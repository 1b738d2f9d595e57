import { inspectKey, type PlannedApproval } from '../approval/plan.ts';
import { mentionsOf, planReminders } from '../approval/plan-reminders.ts';
import type { Decision } from '../base/decision.ts';
import { CALL_WITHOUT, GIVE_UP_TELLING } from '../base/timing.ts';
import { DESCRIBED, type Reading } from '../execution/plan-refresh.ts';
import type { Summary } from '../execution/summary.ts';
import { holdOf } from '../freeze/held.ts';
import type { ApprovalPrompt, Show } from '../model/effect.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { RouteMatch } from '../model/policy-port.ts';
import type { Milestone } from './milestones.ts';
import { allMilestones, currentMilestones } from './milestones.ts';
import { corrected } from './plan-correction.ts';

/** Whom the policy tells of this execution, and where it was told before. */
export interface Audience {
  routed: RouteMatch[];
  channels: ChannelRoutes[];
}

export function audienceOf({ execution, story, rules, ledger }: PlanContext): Audience {
  const subject = { ...execution.ref, tags: execution.about.tags };
  const routed = rules.route(subject, allMilestones(execution, story));
  return { routed, channels: channelsOf(routed, ledger) };
}

/** Messages, what is said in their threads, and publications. What is told of an end waits for its reason. */
export function planNotifications(
  matter: PlanContext,
  { routed, channels }: Audience,
  askings: PlannedApproval[],
  { why, reasons }: Reading,
  more: Pick<Show, 'notes' | 'offers'>,
): Intent[] {
  const { execution, story, rules, ledger, now } = matter;
  const hold = holdOf(story, execution.about.tags, rules, now);
  const current = currentMilestones(story);
  return [
    ...channels.flatMap((channel) => [
      // A message that stands is edited at once, and again when the reason is known.
      show(
        { story, hold, accountName: rules.accountName(story.account), ...more },
        channel,
        asksIn(channel, askings),
        ledger[showKey(channel.channel)]?.message || reasons.length === 0 ? [] : why,
      ),
      ...unlessMuted(matter, [
        ...reply(story, channel, current, askings, why).flatMap((wish) => [wish, ...corrected(wish, story, ledger)]),
        ...nudges(matter, channel, askings),
      ]),
    ]),
    ...routed.flatMap((route) => publications(story, route, current, why)),
  ];
}

/** While somebody muted the pipeline nobody is called: what still waits then is said after it, what failed meanwhile is
 *  not. The message itself is kept true. */
function unlessMuted({ execution, story, rules, now }: PlanContext, wishes: Intent[]): Intent[] {
  const subject = { ...execution.ref, tags: execution.about.tags };
  const muted = rules.mutedUntil(subject, now) ?? 0;
  const wasMuted = story.endedAt !== undefined && rules.mutedUntil(subject, story.endedAt) !== undefined;
  if (wasMuted) return [];
  return wishes.map((wish) => ({ ...wish, from: Math.max(wish.from, muted) }));
}

/** What can be decided in this channel: what a route brings here. */
function asksIn(channel: ChannelRoutes, askings: PlannedApproval[]): ApprovalPrompt[] {
  return askings.map(({ ask }) => ask).filter(({ stage }) => isAskedIn(channel, stage));
}

function isAskedIn({ routes }: ChannelRoutes, stage: string): boolean {
  return routes.some(({ news }) => news.some(({ type, stages }) => type === 'approval' && stages.includes(stage)));
}

function nudges({ story, now }: PlanContext, channel: ChannelRoutes, askings: PlannedApproval[]): Intent[] {
  return askings
    .filter(({ ask }) => isAskedIn(channel, ask.stage))
    .flatMap((asking) => planReminders(story, asking, channel.channel, now, [showKey(channel.channel)]));
}

interface ChannelRoutes {
  channel: string;
  routes: RouteMatch[];
}

/** However many routes lead to a channel, it has one message; and where a message of ours stands, it is kept true,
 *  whatever the routes say by now. */
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

/** @param why what a first look has to wait for; a later one is edited when it comes */
function show(
  said: Pick<Show, 'story' | 'accountName' | 'hold' | 'notes' | 'offers'>,
  { channel, routes }: ChannelRoutes,
  asks: ApprovalPrompt[],
  why: string[],
): Intent {
  const [first, ...more] = routes.map((route) => route.verdict);
  const toldBefore: Decision = { rule: 'show', outcome: 'allow', because: 'What was told here is kept true.' };
  const verdict: Decision = { ...(first ?? toldBefore), ...(more.length > 0 ? { under: more } : {}) };
  return {
    key: showKey(channel),
    kind: 'level',
    effect: { type: 'show', channel, asks, ...said },
    verdict,
    after: [...DESCRIBED, ...asks.map(inspectKey), ...why],
    from: 0,
    giveUp: GIVE_UP_TELLING,
  };
}

/** An edited message notifies nobody, so what somebody has to act on is said in its thread. */
function reply(
  story: Summary,
  { channel, routes }: ChannelRoutes,
  current: Milestone[],
  askings: PlannedApproval[],
  why: string[],
): Intent[] {
  return current
    .filter((news) => news.type === 'failed' || news.type === 'approval')
    .flatMap((news) => {
      const listening = routes.filter((route) => route.news.some((heard) => heard.type === news.type));
      if (listening.length === 0) return [];
      const asking = askings.find(({ ask }) => ask.action === news.action && news.stages.includes(ask.stage));
      const mention = [...new Set([...listening.flatMap((route) => route.mention), ...whoDecides(asking)])];
      const what = news.type === 'failed' ? 'It failed' : 'Somebody has to decide';
      const because = `${what}, and an edited message notifies nobody.`;
      return [
        {
          key: `reply:${channel}:${news.key}`,
          kind: 'once',
          effect: { type: 'reply', channel, story, news, mention },
          verdict: { rule: 'reply', outcome: 'allow', because },
          after: [showKey(channel), ...why],
          // Whom it calls is known when it was read what is asked.
          from: asking && !asking.ask.request ? asking.ask.since + CALL_WITHOUT : 0,
          giveUp: GIVE_UP_TELLING,
        } satisfies Intent,
      ];
    });
}

/** Those who can act on it hear of it. */
function whoDecides(asking: PlannedApproval | undefined): string[] {
  return mentionsOf(asking?.ruling?.needs.map(({ from }) => from) ?? []);
}

/** The end is published when it was read, so that it says why, and whether things are well again. */
function publications(story: Summary, route: RouteMatch, current: Milestone[], why: string[]): Intent[] {
  return current
    .filter((news) => route.news.some((taken) => taken.key === news.key))
    .flatMap((news) =>
      route.topics.map((topic) => ({
        key: `publish:${topic}:${news.key}`,
        kind: 'once',
        effect: { type: 'publish', topic, story, news },
        verdict: route.verdict,
        after: [...DESCRIBED, ...why],
        from: 0,
        giveUp: GIVE_UP_TELLING,
      })),
    );
}
