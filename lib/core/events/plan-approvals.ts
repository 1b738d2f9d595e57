import type { PlannedApproval } from '../approval/plan.ts';
import { becauseOf } from '../approval/plan-audit.ts';
import { CALL_WITHOUT } from '../base/timing.ts';
import { refreshDecided } from '../execution/plan-refresh.ts';
import type { DecidedApproval } from '../execution/summary.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import { type Content, type Events, event, isoIfKnown } from './event.ts';
import { eventReasons } from './messages.ts';
import { changeIn, votersOf } from './voters.ts';

const MOST_CHANGES = 20;

/** Until the run has an id, no vote can be bound to it. */
export function requested(context: PlanContext, events: Events, { ask, policyAnswer }: PlannedApproval): Intent[] {
  const { execution, summary } = context;
  const { run, runId, stage, action, since, request } = ask;
  if (runId === undefined) return [];
  const about = {
    type: 'Signalbox Approval Requested',
    id: `${execution.ref.executionId}/requested:${run}`,
    at: since,
    because: eventReasons.requested,
    from: request ? 0 : since + CALL_WITHOUT,
  } as const;
  return event(events, `event:requested:${run}`, about, () => {
    const { changes = [], changesInAll = 0, customData, link, expiresAt, compareUrl, behind = [] } = request ?? {};
    const needs = policyAnswer?.needs.map(({ count, from }) => ({ count, machines: from.machines ?? [] })) ?? [];
    return {
      ...execution.ref,
      stage,
      action,
      approvalId: run,
      attempt: summary.attempt,
      question: customData,
      link,
      expiresAt: isoIfKnown(expiresAt),
      changes: changes.slice(0, MOST_CHANGES).map((commit) => changeIn(commit) ?? {}),
      changesInAll,
      compareUrl,
      newerWaits: behind.length > 0,
      needs,
      machines: [...new Set(needs.flatMap(({ machines }) => machines))],
      change: changeIn(summary.change),
    };
  });
}

/** One key for all ends: an approval has one. */
export function settled(context: PlanContext, events: Events, decided: DecidedApproval): Intent[] {
  const { execution, rules } = context;
  const { run, at } = decided;
  const { from } = refreshDecided(context, decided);
  if (from === undefined) return [];
  const key = `event:settled:${run}`;
  const id = `${execution.ref.executionId}/settled:${run}`;
  const common = { id, at, because: eventReasons.decided, from };
  const where = { ...execution.ref, stage: decided.stage, action: decided.action, approvalId: run };
  const reason = becauseOf(decided);
  if (decided.outcome === 'expired') {
    return event(events, key, { type: 'Signalbox Approval Expired', ...common }, () => ({ ...where, reason }));
  }
  const { outcome: decision, said, policy = rules.version } = decided;
  return event(events, key, { type: 'Signalbox Approval Decided', ...common }, () => ({
    ...where,
    decision,
    decidedBy: deciderOf(decided),
    by: votersOf(execution, decided),
    comment: said,
    reason,
    policy,
  }));
}

function deciderOf({ by, outcome }: DecidedApproval): Content<'Signalbox Approval Decided'>['decidedBy'] {
  if (outcome === 'ended') return 'none';
  if (by === undefined) return 'aws';
  return by.length > 0 ? 'votes' : 'policy';
}
