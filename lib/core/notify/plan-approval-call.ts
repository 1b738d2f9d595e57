import { mentionsOf } from '../approval/mentions.ts';
import type { PlannedApproval } from '../approval/plan.ts';
import { CALL_WITHOUT } from '../base/timing.ts';
import { refreshDecided } from '../execution/plan-refresh.ts';
import type { DecidedApproval } from '../execution/summary.ts';
import type { ApprovalPrompt, ReplyContent, ReplySubject } from '../model/effect.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import { type Covering, covering, isRefused } from './approval-calls.ts';
import { type ChannelRoutes, hears, mentionsFor } from './channels.ts';
import { endingOf, notifyReasons } from './messages.ts';
import { call, edit, once, quietly, replyKey, showKey, standingIn } from './replies.ts';

/** Approvals of a stage that wait together are one call, also one that begins later and needs no one else. */
export function planApprovalCalls(
  context: PlanContext,
  to: ChannelRoutes,
  plannedApprovals: PlannedApproval[],
  decided: DecidedApproval[],
): Intent[] {
  const { outbox, now } = context;
  const standing = standingIn(outbox, to.channel).flatMap((one) => covering(context, one, plannedApprovals, decided));
  const open = standing.filter(({ runs }) => plannedApprovals.some(({ ask }) => runs.includes(ask.run)));
  const uncovered = plannedApprovals.filter(({ ask }) => !standing.some(({ runs }) => runs.includes(ask.run)));
  const groups = [...Map.groupBy(uncovered, ({ ask }) => ask.stage).values()].map((group) => {
    const called = open.filter(({ stage }) => stage === group[0]?.ask.stage).map(({ entry }) => entry.called ?? []);
    const people = [...new Set(group.flatMap((plannedApproval) => peopleFor(to, plannedApproval)))];
    const isKnown = group.every(({ ask }) => readBy(ask) <= now);
    const host = isKnown ? called.findIndex((known) => people.every((who) => known.includes(who))) : -1;
    return { group, people: people.filter((who) => !called.flat().includes(who)), host };
  });
  const joined = (one: Covering) =>
    groups.flatMap(({ group, host }) =>
      group[0]?.ask.stage === one.stage && open.filter(({ stage }) => stage === one.stage)[host] === one ? group : [],
    );
  return [
    ...groups.flatMap(({ group, people, host }) => (host < 0 ? newCall(context, to, group, people) : [])),
    ...standing.flatMap((one) => {
      const waiting = [...plannedApprovals.filter(({ ask }) => one.runs.includes(ask.run)), ...joined(one)];
      return waiting.length > 0 ? current(context, to, one, waiting) : settled(context, to.channel, one, decided);
    }),
  ];
}

/** Each person who was called or reminded gets one message when it is over, as soon as the person who decided is known. */
export function planApprovalsOver(
  context: PlanContext,
  { channel, routes }: ChannelRoutes,
  plannedApprovals: PlannedApproval[],
  decided: DecidedApproval[],
): Intent[] {
  const standing = standingIn(context.outbox, channel).filter(({ entry }) => entry.message !== undefined);
  const all = standing.flatMap((one) => covering(context, one, plannedApprovals, decided));
  return all.flatMap(({ id, entry, runs }) => {
    const over = decided.filter(({ run }) => runs.includes(run));
    const known = over.map((one) => refreshDecided(context, one).from);
    if (over.length === 0 || over.length < runs.length || known.includes(undefined)) return [];
    const reminders = standing.filter((one) => runs.includes(remindedRun(one.id) ?? ''));
    const calls = [entry, ...reminders.map((one) => one.entry)];
    // It takes the place of the call about the failure.
    const isFailure = over.some(isRefused) && routes.some((route) => hears(route, 'failed'));
    const people = [
      ...calls.flatMap(({ called }) => called ?? []),
      ...(isFailure ? mentionsFor(routes, 'failed') : []),
    ];
    const aloud = isFailure || calls.some(({ broadcast }) => broadcast);
    if (people.length === 0 && !aloud && !entry.fixed) return [];
    const isFixed = entry.fixed || context.outbox[showKey(channel)]?.fixed;
    return [
      once(context, channel, `over:${id}`, {
        milestone: { type: 'approval', stages: [] },
        content: isFixed ? contentOf(context, over) : shortOf(context, over),
        mention: quietly(people).filter((who) => !over.some(({ by }) => by?.includes(who))),
        aloud,
        because: notifyReasons.over,
        after: [replyKey(channel, id)],
        from: Math.max(0, ...known.map((from) => from ?? 0)),
      }),
    ];
  });
}

/** Reminders say that an approval waits, so they are edited when it does not. */
export function planRemindersOver(context: PlanContext, channel: string, decided: DecidedApproval[]): Intent[] {
  return standingIn(context.outbox, channel).flatMap((one) => {
    const over = decided.filter(({ run }) => run === remindedRun(one.id));
    if (over.length === 0) return [];
    return edit(context, channel, one, {
      milestone: { type: 'approval', stages: [] },
      content: contentOf(context, over),
    });
  });
}

function remindedRun(id: string): string | undefined {
  return /^(?:remind \d+|escalate(?: \d+)?|expiring):(.+)$/.exec(id)?.[1];
}

function peopleFor({ routes }: ChannelRoutes, { policyAnswer }: PlannedApproval): string[] {
  const deciding = policyAnswer?.call ?? mentionsOf(policyAnswer?.needs.map(({ from }) => from) ?? []);
  return mentionsFor(routes, 'approval', deciding);
}

/** The people to mention are known once the request was read. */
function readBy({ request, since }: ApprovalPrompt): number {
  return request ? 0 : since + CALL_WITHOUT;
}

function newCall(
  context: PlanContext,
  { channel }: ChannelRoutes,
  group: PlannedApproval[],
  people: string[],
): Intent[] {
  const asks = oldestFirst(group);
  const [first] = asks;
  if (!first) return [];
  return [
    call(context, channel, `approval:${first.stage}/${first.action}@${context.summary.attempt}`, {
      milestone: { type: 'approval', stages: [first.stage], action: first.action },
      content: waitingContent(context, asks),
      mention: people,
      aloud: true,
      about: asks.map(({ run }) => run),
      because: notifyReasons.approval,
      from: Math.max(...asks.map(readBy)),
    }),
  ];
}

function oldestFirst(plannedApprovals: PlannedApproval[]): ApprovalPrompt[] {
  const asks = plannedApprovals.map(({ ask }) => ask);
  return asks.sort((a, b) => a.since - b.since || (a.action < b.action ? -1 : 1));
}

function current(context: PlanContext, to: ChannelRoutes, one: Covering, waiting: PlannedApproval[]): Intent[] {
  const { id, entry, stage, action, runs } = one;
  if (entry.message === undefined && entry.doneAt !== undefined) return [];
  const asks = oldestFirst(waiting);
  return [
    call(context, to.channel, id, {
      milestone: { type: 'approval', stages: [stage], action },
      content: waitingContent(context, asks),
      mention: entry.called ?? waiting.flatMap((plannedApproval) => peopleFor(to, plannedApproval)),
      aloud: true,
      about: [...new Set([...runs, ...asks.map(({ run }) => run)])],
      because: notifyReasons.edited,
    }),
  ];
}

function settled(context: PlanContext, channel: string, one: Covering, decided: DecidedApproval[]): Intent[] {
  const over = decided.filter(({ run }) => one.runs.includes(run));
  if (over.length === 0 && !context.summary.gone) return [];
  return edit(context, channel, one, {
    milestone: { type: 'approval', stages: [one.stage] },
    content: contentOf(context, over),
  });
}

/** An approval without a decision ends with its execution. */
function contentOf({ summary }: PlanContext, over: DecidedApproval[]): ReplyContent {
  const decisions = over
    .filter(({ outcome }) => outcome !== 'ended')
    .map(({ stage, action, outcome, by, updatedBy, said }) => ({ stage, action, outcome, by, updatedBy, said }));
  if (decisions.length > 0) return { type: 'decided', subject: subjectOf(summary), decisions };
  return { type: 'ended', ...endingOf(summary) };
}

/** The call, which is edited, has the names and the comments. */
function shortOf(context: PlanContext, over: DecidedApproval[]): ReplyContent {
  const content = contentOf(context, over);
  if (content.type !== 'decided') return content;
  return { ...content, decisions: content.decisions.map(({ stage, action, outcome }) => ({ stage, action, outcome })) };
}

/** Only what the buttons need. The live message has the votes, and names those who may approve: named here, they would be
 *  called even if the policy calls others. */
function waitingContent({ summary }: PlanContext, asks: ApprovalPrompt[]): ReplyContent {
  const lean = asks.map((ask) => {
    const because = ask.request ? '' : ask.because;
    return { ...ask, because, needs: [], votes: [], trouble: undefined, hold: undefined };
  });
  return { type: 'approval', subject: subjectOf(summary), asks: lean };
}

function subjectOf({ account, region, pipeline, executionId, change, rollback }: ReplySubject): ReplySubject {
  return { account, region, pipeline, executionId, change, rollback };
}
