import { GIVE_UP_NOTIFYING } from '../base/timing.ts';
import { inOrder } from '../execution/facts.ts';
import type { DecidedApproval } from '../execution/summary.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import { approvalWait, commitLeadTime, type Figures, failedAt, frozenTime } from './figures.ts';
import { metricReasons } from './messages.ts';

/** Each figure is counted once, under a key that later events do not change, and is never taken back. */
export function planMeasure(context: PlanContext, decisions: DecidedApproval[], why: string[]): Intent[] {
  const intents = [...ended(context), ...succeeded(context), ...retried(context), ...decided(context, decisions)];
  return intents.map((intent) => ({ ...intent, after: why }));
}

/** At the first end: waiting for a possible retry would count a failure days late, or never. */
function ended(context: PlanContext): Intent[] {
  const { execution, summary } = context;
  const { state, endedAt, rollback } = summary;
  if (rollback || (state !== 'SUCCEEDED' && state !== 'FAILED')) return [];
  return measure(context, 'ended', metricReasons.ended, () => {
    const failed = failedAt(execution);
    if (state === 'FAILED' && failed === undefined) return { figures: {} };
    return { at: failed ?? endedAt, figures: { Deployments: 1, DeploymentsFailed: failed === undefined ? 0 : 1 } };
  });
}

function succeeded(context: PlanContext): Intent[] {
  const { execution, summary, rules } = context;
  const { state, startedAt, endedAt, flaky, rollback } = summary;
  if (state !== 'SUCCEEDED') return [];
  return measure(context, 'went-well', metricReasons.succeeded, () => ({
    at: endedAt,
    figures: {
      LeadTime: rollback ? undefined : span(startedAt, endedAt),
      CommitLeadTime: rollback ? undefined : commitLeadTime(execution, endedAt),
      TimeToRestore: span(execution.about.before?.[2] ?? failedAt(execution), endedAt),
      Flaky: flaky.length || undefined,
      FrozenTime: frozenTime(execution, summary, rules) || undefined,
    },
  }));
}

/** The attempt number comes from outside, so it needs a limit. */
const MOST_RETRIES = 50;

function retried(context: PlanContext): Intent[] {
  const { execution, summary } = context;
  const attempts = Array.from({ length: Math.min(summary.attempt - 1, MOST_RETRIES) }, (_, index) => index + 2);
  return attempts.flatMap((attempt) =>
    measure(context, `retry@${attempt}`, metricReasons.retried, () => {
      return { at: inOrder(execution).find((fact) => fact.attempt === attempt)?.at, figures: { Retries: 1 } };
    }),
  );
}

function decided(context: PlanContext, decisions: DecidedApproval[]): Intent[] {
  const byPeople = decisions.filter(
    ({ isFinal, outcome }) => isFinal && (outcome === 'approved' || outcome === 'rejected'),
  );
  return byPeople.flatMap((one) =>
    measure(context, `approval:${one.run}`, metricReasons.decided, () => {
      return { at: one.at, figures: { ApprovalWait: approvalWait(context.execution, one) } };
    }),
  );
}

function span(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, to - from);
}

interface Found {
  at?: number;
  figures: Figures;
}

/** @param find called only while nothing was counted under this key */
function measure({ execution, outbox }: PlanContext, id: string, because: string, find: () => Found): Intent[] {
  const key = `measure:${id}`;
  if (outbox[key]?.doneAt !== undefined) return [];
  const { at = 0, figures } = find();
  const known: Figures = Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
  if (Object.keys(known).length === 0) return [];
  return [
    {
      key,
      kind: 'once',
      effect: { type: 'measure', execution: execution.ref, at, figures: known },
      because,
      after: [],
      from: 0,
      giveUp: GIVE_UP_NOTIFYING,
    },
  ];
}
