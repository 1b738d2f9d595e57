import { CALL_WITHOUT } from '../base/timing.ts';
import { inOrder } from '../execution/facts.ts';
import type { DecidedApproval, Summary } from '../execution/summary.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { FailureButton } from '../retry/buttons.ts';
import { isRejectionTold } from './approval-calls.ts';
import { reasonOf } from './call-reason.ts';
import { type ChannelRoutes, hears, mentionsFor } from './channels.ts';
import { attemptOf, failureCalls, isFailed, isOver } from './earlier-failure-calls.ts';
import { beforeOf, endedSince, endingOf, notifyReasons, overOf } from './messages.ts';
import { openSeries } from './plan-series.ts';
import { call, edit, once, quietly, replyKey, type Standing, showKey } from './replies.ts';

export interface FailureNews {
  why: string[];
  /** Signalbox retries it, so no person has to act. */
  isRetried: boolean;
  /** Approvals that are over, of the current runs. */
  decided: DecidedApproval[];
  offers?: FailureButton[];
}

/** One call for each reason. The newest one shows the failure as it is; all others show how theirs ended. */
export function planFailureCall(context: PlanContext, to: ChannelRoutes, news: FailureNews): Intent[] {
  const { summary } = context;
  const { channel } = to;
  const standing = failureCalls(context, channel);
  const isOpen = isFailed(summary);
  const reason = isOpen ? reasonOf(summary) : '';
  const id = `failed@${summary.attempt}`;
  const mine = standing.find((one) => one.id === id);
  const isTold = isOpen && isRejectionTold(context, channel, news.decided);
  const isNew = isOpen && !mine && !news.isRetried && !isTold && isNews(context, to, standing.at(-1), reason);
  const bearer = isNew ? undefined : (mine ?? standing.findLast(({ entry }) => entry.about?.includes(reason)));
  return [
    ...(isNew ? [newCall(context, to, news, id, reason)] : []),
    ...standing.flatMap((one) =>
      isOpen && one === bearer
        ? current(context, to, one, news, reason)
        : edit(context, channel, one, {
            milestone: { type: 'failed', stages: [] },
            content: { type: 'ended', ...endingOf(summary), before: before(context, attemptOf(one.id)) },
          }),
    ),
  ];
}

/** Once for all calls since the last time that it was over. */
export function planFailureOver(context: PlanContext, { channel, routes }: ChannelRoutes): Intent[] {
  const { summary, outbox, execution } = context;
  const calls = failureCalls(context, channel).filter(({ entry }) => entry.message !== undefined);
  const last = calls.at(-1);
  const isEnded = isOver(summary);
  const isLate = execution.about.calls?.[1].some(
    (shared) => shared.late && shared.channel === channel && shared.executionId === execution.ref.executionId,
  );
  if (!last || !(isEnded || isLate)) return [];
  const isKnown = ({ id }: Standing) => outbox[replyKey(channel, `over:${id}`)]?.doneAt !== undefined;
  const since = calls.findLast((one) => one !== last && isKnown(one));
  const unaware = calls.slice(since ? calls.indexOf(since) + 1 : 0);
  // Rows of earlier versions do not know whom they called.
  const people = unaware.flatMap(({ entry }) => entry.called ?? mentionsFor(routes, 'failed'));
  const aloud = unaware.some(({ entry }) => entry.broadcast);
  const isFixed = unaware.some(({ entry }) => entry.fixed);
  if (people.length === 0 && !aloud && !isFixed) return [];
  const ending = isFixed || outbox[showKey(channel)]?.fixed ? endingOf(summary) : overOf(summary);
  return [
    once(context, channel, `over:${last.id}`, {
      milestone: { type: 'recovered', stages: [] },
      content: { type: 'ended', ...(isEnded ? ending : endedSince(summary)) },
      mention: quietly(people),
      aloud,
      because: notifyReasons.over,
      after: [replyKey(channel, last.id)],
    }),
  ];
}

function isNews(
  context: PlanContext,
  { channel, routes }: ChannelRoutes,
  last: Standing | undefined,
  reason: string,
): boolean {
  const listening = routes.filter((route) => hears(route, 'failed'));
  if (listening.some(({ notify }) => notify === 'every')) return true;
  if (listening.length === 0) return false;
  const known = last
    ? last.entry.about
    : openSeries(context, channel)
        .map((earlier) => earlier.reason)
        .slice(0, 1);
  return !known?.includes(reason);
}

function newCall(
  context: PlanContext,
  { channel, routes }: ChannelRoutes,
  { why, offers }: FailureNews,
  id: string,
  reason: string,
): Intent {
  const { summary } = context;
  return call(context, channel, id, {
    milestone: { type: 'failed', stages: summary.failures.map(({ stage }) => stage) },
    content: { type: 'failed', summary: lean(summary), offers },
    mention: mentionsFor(routes, 'failed'),
    aloud: true,
    about: [reason],
    because: notifyReasons.failed,
    after: why,
    from: summary.failures.length > 0 ? 0 : (summary.endedAt ?? 0) + CALL_WITHOUT,
  });
}

function current(
  context: PlanContext,
  to: ChannelRoutes,
  { id, entry }: Standing,
  news: FailureNews,
  reason: string,
): Intent[] {
  if (entry.message === undefined && entry.doneAt !== undefined) return [];
  const intent = newCall(context, to, { ...news, why: [] }, id, reason);
  if (intent.effect.type !== 'reply') return [];
  return [{ ...intent, effect: { ...intent.effect, mention: entry.called ?? intent.effect.mention } }];
}

/** The part that a reply shows, so that other changes cause no edit. The log is a reply of its own. */
function lean(summary: Summary): Summary {
  const failures = summary.failures.map((failure) => ({
    ...failure,
    diagnosis: failure.diagnosis && { ...failure.diagnosis, evidence: [], missing: [] },
  }));
  return { ...summary, failures, stages: [], approvals: [], decisions: [], flaky: [] };
}

function before({ execution }: PlanContext, attempt: number): string | undefined {
  const failed = inOrder(execution).flatMap((fact) =>
    fact.type === 'action' && fact.state === 'FAILED' && (fact.attempt ?? 1) === attempt ? [fact] : [],
  );
  return beforeOf(attempt, failed);
}
