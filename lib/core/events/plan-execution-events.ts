import { inOrder } from '../execution/facts.ts';
import { failedActions } from '../execution/failed-actions.ts';
import { DESCRIBED } from '../execution/plan-refresh.ts';
import { stagesOf } from '../execution/stages.ts';
import type { DecidedApproval } from '../execution/summary.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { DecidedOnExecution } from '../model/policy-port.ts';
import { currentMilestones } from '../notify/milestones.ts';
import type { DecidedRetry } from '../retry/plan.ts';
import { isDeployed } from '../where/plan-deployed.ts';
import { type Events, event, iso } from './event.ts';
import { withWaiting } from './keep.ts';
import { eventReasons } from './messages.ts';
import { requested, settled } from './plan-approvals.ts';
import { changeIn, votersOf } from './voters.ts';

export function planExecutionEvents(bus: string, context: PlanContext, known: DecidedOnExecution): Intent[] {
  const { outbox, now } = context;
  const events: Events = { bus, outbox, now };
  const { pending, retries, plannedApprovals, decided } = known;
  return withWaiting(events, [
    ...diagnosed(context, events, pending),
    ...plannedApprovals.flatMap((planned) => requested(context, events, planned)),
    ...decided.flatMap((one) => settled(context, events, one)),
    ...retries.flatMap((one) => retried(context, events, one)),
    ...recovered(context, events),
    ...deployed(context, events, decided),
  ]);
}

function diagnosed({ execution, summary }: PlanContext, events: Events, pending: string[]): Intent[] {
  const { ref, about } = execution;
  if (summary.failures.length === 0) return [];
  return failedActions(execution, summary.state).flatMap(({ run, failed }) => {
    const [diagnosis] = about.diagnoses?.[run] ?? [];
    if (!diagnosis || pending.includes(run)) return [];
    const { stage, action, provider, category, endedAt } = failed;
    const { cause: reason, class: kind, retryable, because, hint, evidence, links } = diagnosis;
    const at = endedAt ?? summary.endedAt ?? inOrder(execution).at(-1)?.at ?? 0;
    const id = `${ref.executionId}/diagnosed:${run}`;
    const what = { type: 'Signalbox Failure Diagnosed', id, at, because: eventReasons.diagnosed } as const;
    return event(events, `event:diagnosed:${run}`, { ...what, after: DESCRIBED }, () => ({
      ...ref,
      attempt: summary.attempt,
      stage,
      action: action === '' ? undefined : action,
      provider: provider === '' ? undefined : provider,
      category,
      reason,
      class: kind,
      retryable,
      because,
      hint,
      evidence,
      links,
      change: changeIn(summary.change),
    }));
  });
}

function retried({ execution }: PlanContext, events: Events, { stage, attempt, ...decided }: DecidedRetry): Intent[] {
  const { ref } = execution;
  const { type, failedAt: at, reason, rule } = decided;
  const key = `${type === 'scheduled' ? 'retry' : 'given-up'}:${stage}@${attempt}`;
  const common = { id: `${ref.executionId}/${key}`, at };
  const where = { ...ref, stage, attempt, rule, reason };
  if (decided.type === 'scheduled') {
    const what = { type: 'Signalbox Retry Scheduled', ...common, because: eventReasons.scheduled } as const;
    const { retryAt, maxAttempts } = decided;
    return event(events, `event:${key}`, what, () => ({ ...where, maxAttempts, retryAt: iso(retryAt) }));
  }
  const what = { type: 'Signalbox Retry Given Up', ...common, because: eventReasons.givenUp } as const;
  return event(events, `event:${key}`, what, () => where);
}

function recovered({ execution, summary }: PlanContext, events: Events): Intent[] {
  const { ref } = execution;
  const { attempt, brokenSince = 0, failuresBefore, endedAt = 0, change } = summary;
  if (!currentMilestones(summary).some(({ type }) => type === 'recovered')) return [];
  const key = `recovered@${attempt}`;
  const id = `${ref.executionId}/${key}`;
  const what = { type: 'Signalbox Execution Recovered', id, at: endedAt, because: eventReasons.recovered } as const;
  return event(events, `event:${key}`, { ...what, after: DESCRIBED }, () => ({
    ...ref,
    attempt,
    brokenSince: iso(brokenSince),
    failuresBefore,
    change: changeIn(change),
  }));
}

function deployed(context: PlanContext, events: Events, decided: DecidedApproval[]): Intent[] {
  const { execution, summary } = context;
  const { ref, about } = execution;
  const { rollback = false, startedFor = [], change } = summary;
  const stages = stagesOf(inOrder(execution), about.stages ?? [], summary.state).filter(isDeployed);
  return stages.flatMap(({ name: stage, actions }) => {
    const id = `${ref.executionId}/deployed:${stage}`;
    const at = Math.max(...actions.map((action) => action.at));
    const what = { type: 'Signalbox Deployed', id, at, because: eventReasons.deployed } as const;
    return event(events, `event:deployed:${stage}`, { ...what, after: DESCRIBED }, () => ({
      ...ref,
      stage,
      rollback,
      approvedBy: decided
        .filter((one) => one.stage === stage && one.outcome === 'approved')
        .flatMap((one) => votersOf(execution, one)),
      startedFor: startedFor.map(({ user, name }) => ({ id: user, name })),
      change: changeIn(change),
    }));
  });
}
