import { GIVE_UP_READING } from '../base/timing.ts';
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
  const made = madeBy(context, channels);
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
  const isFixed =
    since !== undefined ||
    execution.about.followsRollback ||
    channels.some(({ channel }) => failureCalls(context, channel).length > 0);
  const end =
    state === 'SUCCEEDED' && isFixed
      ? [
          share(
            `calls:end@${attempt}`,
            'once',
            { endedAfter: startOf(context), restored: summary.rollback && summary.stages.map(({ name }) => name) },
            notifyReasons.over,
          ),
        ]
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
    return { ...intent, after: [] };
  });
}

/** Recorded at the end of the execution: while it runs, its own retry or success may follow. Whatever it failed for, a
 *  later success ends the call, unless the execution ends it: its own follow-up tells of that. */
function madeBy(context: PlanContext, channels: ChannelRoutes[]): SharedCall[] {
  const { summary, execution, outbox } = context;
  const { endedAt: at, state, failures } = summary;
  const { executionId } = execution.ref;
  if (at === undefined || state === 'SUCCEEDED') return [];
  const common = {
    executionId,
    startedAt: startOf(context),
    at,
    stages: failures.map(({ stage }) => stage),
    ...(isOver(summary) ? { endedBy: executionId } : {}),
  };
  const made = channels.flatMap(({ channel }): SharedCall[] => {
    const calls = failureCalls({ outbox }, channel);
    const last = calls.findLast(({ entry }) => entry.message !== undefined);
    const message = outbox[showKey(channel)]?.message;
    if (!last || !message) return [];
    // Another execution has another author.
    const called = quietly(calls.flatMap(({ entry }) => entry.called ?? [])).flatMap((who) =>
      who === 'author' ? (summary.change?.email ?? []) : who,
    );
    const broadcast = calls.some(({ entry }) => entry.broadcast);
    return [{ ...common, channel, message, reason: last.entry.about?.[0] ?? '', called, broadcast }];
  });
  // The thread of the message to the author hears of the end, and no one else.
  const direct = authorMessages(context).at(-1)?.entry.message;
  if (!direct) return made;
  return [...made, { ...common, channel: direct.channel, message: direct, reason: '', called: [], broadcast: false }];
}

function startOf({ execution, summary }: PlanContext): number {
  return execution.about.began ?? summary.startedAt ?? 0;
}
