import { GIVE_UP_READING } from '../base/timing.ts';
import { isRunning } from '../execution/facts.ts';
import type { IntendedEffect } from '../model/effect.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { ChannelRoutes } from './channels.ts';
import { failureCalls, isFailed, isOver } from './earlier-failure-calls.ts';
import { endingOf, notifyReasons } from './messages.ts';
import { authorMessages } from './plan-author-message.ts';
import { once, quietly, showKey } from './replies.ts';
import type { SharedCall } from './shared-calls.ts';

/** Calls of other executions in this series of failures and channel, newest first. */
export function openSeries({ execution }: PlanContext, channel: string): SharedCall[] {
  const [, calls] = execution.about.calls ?? [];
  return (calls ?? []).filter((call) => call.channel === channel && call.executionId !== execution.ref.executionId);
}

/** @returns `reading`: the intent that brings the calls of other executions, if there are failures before this one */
export function planSeries(
  context: PlanContext,
  channels: ChannelRoutes[],
  why: string[],
): { intents: Intent[]; reading: string[] } {
  const { execution, summary } = context;
  const { attempt, state } = summary;
  const [, , since] = execution.about.before ?? [];
  const made = [...madeIn(context, channels), ...madeDirectly(context)];
  const share = (
    key: string,
    kind: Intent['kind'],
    what: Omit<Extract<IntendedEffect, { type: 'shareCalls' }>, 'type' | 'execution'>,
    because: string,
  ): Intent => ({
    key,
    kind,
    effect: { type: 'shareCalls', execution: execution.ref, ...what },
    because,
    after: why,
    from: 0,
    giveUp: GIVE_UP_READING,
  });
  const isRead = isFailed(summary) && since !== undefined;
  const read = isRead ? [share(`calls:read@${attempt}`, 'once', { since }, notifyReasons.series)] : [];
  const write = made.length > 0 ? [share('calls:made', 'level', { made }, notifyReasons.shared)] : [];
  const isFixed = since !== undefined || channels.some(({ channel }) => failureCalls(context, channel).length > 0);
  const end =
    state === 'SUCCEEDED' && isFixed
      ? [share(`calls:end@${attempt}`, 'once', { endedAfter: startOf(context) }, notifyReasons.over)]
      : [];
  return { intents: [...read, ...write, ...end], reading: read.map(({ key }) => key) };
}

/** A success ends the series, so those whom earlier executions called hear it in the thread that called them. */
export function planSeriesOver(context: PlanContext): Intent[] {
  const { execution, summary } = context;
  const [, calls = []] = execution.about.calls ?? [];
  if (summary.state !== 'SUCCEEDED') return [];
  const { executionId: own } = execution.ref;
  const ended = calls.filter(({ endedBy, executionId }) => endedBy === own && executionId !== own);
  return ended.map(({ channel, executionId, message, called, broadcast }) => {
    const intent = once(context, channel, `over:${executionId}`, {
      milestone: { type: 'recovered', stages: [] },
      content: { type: 'ended', ...endingOf(summary) },
      mention: quietly(called),
      aloud: broadcast,
      thread: message,
      because: notifyReasons.over,
    });
    return { ...intent, after: intent.after.filter((key) => key !== showKey(channel)) };
  });
}

/** Recorded at the end of the execution: while it runs, its own retry or success may follow. Whatever it failed for, a
 *  later success ends the call, unless the execution ends it: its own follow-up tells of that. */
function madeIn(context: PlanContext, channels: ChannelRoutes[]): SharedCall[] {
  const { summary, execution, outbox } = context;
  const { endedAt, state } = summary;
  const { executionId } = execution.ref;
  if (isRunning(state) || endedAt === undefined || state === 'SUCCEEDED') return [];
  return channels.flatMap(({ channel }) => {
    const calls = failureCalls({ outbox }, channel);
    const last = calls.findLast(({ entry }) => entry.message !== undefined);
    const message = outbox[showKey(channel)]?.message;
    if (!last || !message) return [];
    return [
      {
        executionId,
        channel,
        message,
        startedAt: startOf(context),
        at: endedAt,
        reason: last.entry.about?.[0] ?? '',
        // Another execution has another author.
        called: quietly(calls.flatMap(({ entry }) => entry.called ?? [])).flatMap((who) =>
          who === 'author' ? (summary.change?.email ?? []) : who,
        ),
        broadcast: calls.some(({ entry }) => entry.broadcast),
        ...(isOver(summary) ? { endedBy: executionId } : {}),
      },
    ];
  });
}

/** The thread of the message to the author hears of the end, and no one else. */
function madeDirectly(context: PlanContext): SharedCall[] {
  const { summary, execution } = context;
  const { endedAt, state } = summary;
  const message = authorMessages(context).at(-1)?.entry.message;
  if (message === undefined || isRunning(state) || endedAt === undefined || state === 'SUCCEEDED') return [];
  const { executionId } = execution.ref;
  const { channel } = message;
  const made = { executionId, channel, message, startedAt: startOf(context), at: endedAt, reason: '' };
  return [{ ...made, called: [], broadcast: false, ...(isOver(summary) ? { endedBy: executionId } : {}) }];
}

function startOf({ execution, summary }: PlanContext): number {
  return execution.about.began ?? summary.startedAt ?? 0;
}
