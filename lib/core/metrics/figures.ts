import { type ActionFact, type Execution, type Fact, inOrder } from '../execution/facts.ts';
import { runKey } from '../execution/failed-actions.ts';
import type { DecidedApproval, Summary } from '../execution/summary.ts';
import { isHeld } from '../freeze/held.ts';
import type { PolicyPort } from '../model/policy-port.ts';

/** A deployment is an execution that succeeded or failed. Stopped, canceled, superseded and rejected executions do not
 *  count; neither does a rollback, which ships nothing new, though it may restore. A deployment that failed once counts
 *  as failed even if a retry passes; then it was restored. */
export const units = {
  Deployments: 'Count',
  /** 0 or 1 per deployment, so that the average is the failure rate. */
  DeploymentsFailed: 'Count',
  /** From the start of the execution to its success. */
  LeadTime: 'Milliseconds',
  /** From the newest commit of its sources to its success. */
  CommitLeadTime: 'Milliseconds',
  /** From the first failure of a series to the success that ends it. */
  TimeToRestore: 'Milliseconds',
  Retries: 'Count',
  Flaky: 'Count',
  ApprovalWait: 'Milliseconds',
  /** Per execution that succeeded: the time a freeze held it between two stages. */
  FrozenTime: 'Milliseconds',
} as const;

export type MetricName = keyof typeof units;
export type Figures = { [F in MetricName]?: number };

/** The first failure; absent if only approvals failed. */
export function failedAt(execution: Execution): number | undefined {
  const facts = inOrder(execution);
  const failed = facts.filter(({ state }) => state === 'FAILED');
  const actions = failed.filter((fact) => fact.type === 'action');
  const isDecided = (fact: Fact) =>
    fact.type === 'action' ? fact.category === 'Approval' : actions.some((one) => isWithin(one, fact));
  // The failed action explains its stage and pipeline. Without one, a stage condition failed, or its event was lost.
  return failed.find((fact) => !isDecided(fact))?.at;
}

function isWithin({ stage }: ActionFact, fact: Fact): boolean {
  return fact.type === 'pipeline' || stage === fact.stage;
}

/** A source that did not change has an old commit, so the newest one counts. Clocks of people may be wrong: a commit after
 *  the success gives no figure. */
export function commitLeadTime({ about }: Execution, endedAt: number | undefined): number | undefined {
  const dates = Object.values(about.committed ?? {});
  if (dates.length === 0 || endedAt === undefined) return undefined;
  const took = endedAt - Math.max(...dates);
  return took >= 0 ? took : undefined;
}

export function approvalWait({ facts }: Execution, { stage, action, run, at }: DecidedApproval): number | undefined {
  const began = Object.values(facts).flatMap((fact) => {
    const isIts = fact.type === 'action' && fact.stage === stage && fact.action === action;
    const isIt = isIts && runKey({ name: stage }, { ...fact, name: action }) === run;
    return isIt ? [fact.startedAt ?? fact.begunAt ?? fact.at] : [];
  });
  const wait = at - Math.min(...began);
  return wait > 0 ? wait : undefined;
}

/** Computed with today's policy and manual rules. Past states of Change Calendars are unknown. */
export function frozenTime(execution: Execution, summary: Summary, rules: PolicyPort): number {
  return frozenStages(execution, summary, rules).reduce((sum, [, frozen]) => sum + frozen, 0);
}

export function frozenStages(
  execution: Execution,
  { mode, stages }: Summary,
  rules: PolicyPort,
): [stage: string, time: number][] {
  if (mode === 'PARALLEL' || !rules.freezes) return [];
  const facts = inOrder(execution);
  const subject = { ...execution.ref, tags: execution.about.tags };
  return stages.slice(1).flatMap(({ name: stage }, index): [string, number][] => {
    const left = instants(facts, stages[index]?.name).at(-1) ?? Number.POSITIVE_INFINITY;
    const entered = instants(facts, stage)[0] ?? Number.NEGATIVE_INFINITY;
    const frozen = frozenBetween(left, entered, (at) => rules.freeze({ ...subject, stage }, at));
    return frozen > 0 ? [[stage, frozen]] : [];
  });
}

function instants(facts: readonly Fact[], stage: string | undefined): number[] {
  return facts.flatMap((fact) => (fact.type !== 'pipeline' && fact.stage === stage && fact.at > 0 ? [fact.at] : []));
}

const MOST_CHANGES = 1_000;

function frozenBetween(from: number, to: number, decisionAt: (at: number) => ReturnType<PolicyPort['freeze']>): number {
  let frozen = 0;
  let at = from;
  for (let change = 0; at < to && change < MOST_CHANGES; change++) {
    const decision = decisionAt(at);
    const next = Math.min(to, Math.max(at + 1, decision.next ?? to));
    if (isHeld(decision)) frozen += next - at;
    at = next;
  }
  return frozen;
}
