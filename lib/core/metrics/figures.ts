import { type ActionFact, type Execution, type Fact, inOrder } from '../execution/facts.ts';
import { runKey } from '../execution/failed-actions.ts';
import type { DecidedApproval, Summary } from '../execution/summary.ts';
import { isHeld } from '../freeze/held.ts';
import type { PolicyPort } from '../model/policy-port.ts';

/** How delivery goes, as figures.
 *
 *  A deployment is an execution that went well or failed. One that was stopped, canceled, superseded or that somebody
 *  decided against is none; neither is a roll-back, which ships nothing new, though it may restore. A deployment that
 *  failed once has failed, also when a retry passes later: then it was restored. */
export const units = {
  Deployments: 'Count',
  /** 0 or 1 for each deployment, so that its average is the failure rate. */
  DeploymentsFailed: 'Count',
  /** From the beginning of the execution to its success: when the commit was made no API of CodePipeline tells. */
  LeadTime: 'Milliseconds',
  /** From the first failure of an unbroken row to the success that ends it. */
  TimeToRestore: 'Milliseconds',
  /** Attempts after the first, whoever began them. */
  Retries: 'Count',
  /** Actions that passed only when tried again, of executions that went well. */
  Flaky: 'Count',
  /** Of each approval that somebody decided, one way or the other. */
  ApprovalWait: 'Milliseconds',
  /** Of an execution that went well: how long a freeze kept it between two stages. */
  FrozenTime: 'Milliseconds',
} as const;

export type MetricName = keyof typeof units;
export type Figures = { [F in MetricName]?: number | undefined };

/** When it failed first; absent when all that failed is approvals that nobody gave. */
export function failedAt(execution: Execution): number | undefined {
  const facts = inOrder(execution);
  const failed = facts.filter(({ state }) => state === 'FAILED');
  const actions = failed.filter((fact) => fact.type === 'action');
  const isDecided = (fact: Fact) =>
    fact.type === 'action' ? fact.category === 'Approval' : actions.some((one) => isWithin(one, fact));
  // A stage or a pipeline with a failed action failed of that; else of a condition, or of what was never heard.
  return failed.find((fact) => !isDecided(fact))?.at;
}

function isWithin({ stage }: ActionFact, fact: Fact): boolean {
  return fact.type === 'pipeline' || stage === fact.stage;
}

/** How long somebody was waited for; absent where it is not known when the run began, or when it really ended. */
export function approvalWait({ facts }: Execution, { stage, action, run, at }: DecidedApproval): number | undefined {
  const began = Object.values(facts).flatMap((fact) => {
    const isIts = fact.type === 'action' && fact.stage === stage && fact.action === action;
    const isIt = isIts && runKey({ name: stage }, { ...fact, name: action }) === run;
    return isIt ? [fact.startedAt ?? fact.begunAt ?? fact.at] : [];
  });
  const wait = at - Math.min(...began);
  return wait > 0 ? wait : undefined;
}

/** How long it stood between two stages while a freeze held the second, by the policy and the orders as they are known
 *  now. What Change Calendars said then is not known any more. */
export function frozenTime(execution: Execution, { mode, stages }: Summary, rules: PolicyPort): number {
  if (mode === 'PARALLEL' || !rules.freezes) return 0;
  const facts = inOrder(execution);
  const subject = { ...execution.ref, tags: execution.about.tags };
  return stages.slice(1).reduce((sum, { name: stage }, index) => {
    const left = instants(facts, stages[index]?.name).at(-1) ?? Number.POSITIVE_INFINITY;
    const entered = instants(facts, stage)[0] ?? Number.NEGATIVE_INFINITY;
    return sum + frozenBetween(left, entered, (at) => rules.freeze({ ...subject, stage }, at));
  }, 0);
}

function instants(facts: readonly Fact[], stage: string | undefined): number[] {
  return facts.flatMap((fact) => (fact.type !== 'pipeline' && fact.stage === stage && fact.at > 0 ? [fact.at] : []));
}

/** More windows nobody waits through. */
const MOST_CHANGES = 1_000;

function frozenBetween(from: number, to: number, answerAt: (at: number) => ReturnType<PolicyPort['freeze']>): number {
  let frozen = 0;
  let at = from;
  for (let change = 0; at < to && change < MOST_CHANGES; change++) {
    const policyAnswer = answerAt(at);
    const next = Math.min(to, Math.max(at + 1, policyAnswer.next ?? to));
    if (isHeld(policyAnswer)) frozen += next - at;
    at = next;
  }
  return frozen;
}
