import { GIVE_UP_NOTIFYING } from '../base/timing.ts';
import { inOrder } from '../execution/facts.ts';
import type { DecidedApproval } from '../execution/summary.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import { approvalWait, type Figures, failedAt, frozenTime } from './figures.ts';

/** What this execution adds to the figures. Each thing is counted once, under a key that no later news changes, and what
 *  was counted is not taken back.
 *  @param decisions every approval of it that is over
 *  @param why what brings everything about an end */
export function planMeasure(context: PlanContext, decisions: DecidedApproval[], why: string[]): Intent[] {
  const intents = [...ended(context), ...wentWell(context), ...retried(context), ...decided(context, decisions)];
  return intents.map((intent) => ({ ...intent, after: why }));
}

/** At its first end: who waits for what a retry may bring counts a failure days late, or never. */
function ended(context: PlanContext): Intent[] {
  const { execution, summary } = context;
  const { state, endedAt, rollback } = summary;
  if (rollback || (state !== 'SUCCEEDED' && state !== 'FAILED')) return [];
  return measure(context, 'ended', 'It came to an end: that is a deployment.', () => {
    const failed = failedAt(execution);
    if (state === 'FAILED' && failed === undefined) return { figures: {} };
    return { at: failed ?? endedAt, figures: { Deployments: 1, DeploymentsFailed: failed === undefined ? 0 : 1 } };
  });
}

function wentWell(context: PlanContext): Intent[] {
  const { execution, summary, rules } = context;
  const { state, startedAt, endedAt, flaky, rollback } = summary;
  if (state !== 'SUCCEEDED') return [];
  return measure(context, 'went-well', 'It went well: how long that took is counted.', () => ({
    at: endedAt,
    figures: {
      LeadTime: rollback ? undefined : span(startedAt, endedAt),
      TimeToRestore: span(execution.about.before?.[2] ?? failedAt(execution), endedAt),
      Flaky: flaky.length || undefined,
      FrozenTime: frozenTime(execution, summary, rules) || undefined,
    },
  }));
}

/** The number of the attempt is told to us: nobody tries so often. */
const MOST_RETRIES = 50;

function retried(context: PlanContext): Intent[] {
  const { execution, summary } = context;
  const attempts = Array.from({ length: Math.min(summary.attempt - 1, MOST_RETRIES) }, (_, index) => index + 2);
  return attempts.flatMap((attempt) =>
    measure(context, `retry@${attempt}`, 'It is tried again: that is counted.', () => {
      return { at: inOrder(execution).find((fact) => fact.attempt === attempt)?.at, figures: { Retries: 1 } };
    }),
  );
}

function decided(context: PlanContext, decisions: DecidedApproval[]): Intent[] {
  const byPeople = decisions.filter(
    ({ isFinal, outcome }) => isFinal && (outcome === 'approved' || outcome === 'rejected'),
  );
  return byPeople.flatMap((one) =>
    measure(context, `approval:${one.run}`, 'Somebody decided: how long that took is counted.', () => {
      return { at: one.at, figures: { ApprovalWait: approvalWait(context.execution, one) } };
    }),
  );
}

function span(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, to - from);
}

interface Found {
  at?: number | undefined;
  figures: Figures;
}

/** @param find is asked only while nothing was counted under this key: what was counted stands */
function measure({ execution, ledger }: PlanContext, id: string, because: string, find: () => Found): Intent[] {
  const key = `measure:${id}`;
  if (ledger[key]?.doneAt !== undefined) return [];
  const { at = 0, figures } = find();
  const known: Figures = Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
  if (Object.keys(known).length === 0) return [];
  return [
    {
      key,
      kind: 'once',
      effect: { type: 'measure', execution: execution.ref, at, figures: known },
      decision: { rule: 'measure', outcome: 'allow', because },
      after: [],
      from: 0,
      giveUp: GIVE_UP_NOTIFYING,
    },
  ];
}
