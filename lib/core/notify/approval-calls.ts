import type { PlannedApproval } from '../approval/plan.ts';
import type { DecidedApproval, Summary } from '../execution/summary.ts';
import type { PlanContext } from '../model/intent.ts';
import { type Standing, standingIn } from './replies.ts';

/** A call that stands, and the runs of approvals that it is about. */
export interface Covering extends Standing {
  stage: string;
  action: string;
  runs: string[];
}

/** The action in the id counts too: rows of earlier versions name no runs, and a run gets its final id late. */
export function covering(
  { summary }: PlanContext,
  { id, entry }: Standing,
  plannedApprovals: PlannedApproval[],
  decided: DecidedApproval[],
): Covering[] {
  const [, stage, action, attempt] = /^approval:([^/]+)\/(.+)@(\d+)$/.exec(id) ?? [];
  if (stage === undefined || action === undefined) return [];
  const all = [...plannedApprovals.map(({ ask }) => ask), ...decided];
  const isOwn = Number(attempt) === summary.attempt || entry.about === undefined;
  const own = isOwn ? all.find((one) => one.stage === stage && one.action === action) : undefined;
  const named = all.filter(({ run }) => entry.about?.includes(run));
  return [{ id, entry, stage, action, runs: [...new Set([...named, ...(own ? [own] : [])].map(({ run }) => run))] }];
}

export function isRefused({ outcome }: DecidedApproval): boolean {
  return outcome === 'rejected' || outcome === 'expired';
}

/** Whether a call about the approval stands here: its follow-up names the rejection. */
export function isRejectionTold(context: PlanContext, channel: string, decided: DecidedApproval[]): boolean {
  const { failures }: Summary = context.summary;
  const calls = standingIn(context.outbox, channel).flatMap((one) => covering(context, one, [], decided));
  return (
    failures.length > 0 &&
    failures.every(({ category, stage, action }) => {
      const own = decided.filter((one) => one.stage === stage && one.action === action && isRefused(one));
      return category === 'Approval' && own.some(({ run }) => calls.some(({ runs }) => runs.includes(run)));
    })
  );
}
