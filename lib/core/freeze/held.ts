import { LOOK_AT_HELD } from '../base/timing.ts';
import { isRunning } from '../execution/facts.ts';
import type { Summary } from '../execution/summary.ts';
import type { FreezeDecision, PolicyPort } from '../model/policy-port.ts';

/** A freeze in report mode denies but holds nothing. */
export function isHeld({ decision, report }: FreezeDecision): boolean {
  return decision.outcome === 'deny' && !report;
}

/** The freeze may end, or a person may lift it. Always later than now. */
export function judgedAgain({ next = Number.POSITIVE_INFINITY }: FreezeDecision, now: number): number {
  return Math.max(now + 1, Math.min(next, now + LOOK_AT_HELD));
}

export interface Hold {
  stage: string;
  because: string;
}

/** Executions in PARALLEL mode have no transitions, so a freeze cannot hold them. */
export function unheldNotes(
  summary: Summary,
  tags: Record<string, string> | undefined,
  rules: PolicyPort,
  now: number,
): string[] {
  if (summary.mode !== 'PARALLEL' || !isRunning(summary.state)) return [];
  const { account, region, pipeline } = summary;
  const policyAnswers = summary.stages
    .slice(1)
    .map(({ name: stage }) => rules.freeze({ account, region, pipeline, tags, stage }, now));
  const frozen = policyAnswers.find(isHeld);
  return frozen
    ? [`${frozen.decision.because} It is not held: CodePipeline lets executions of PARALLEL mode pass.`]
    : [];
}

export function holdOf(
  summary: Summary,
  tags: Record<string, string> | undefined,
  rules: PolicyPort,
  now: number,
): Hold | undefined {
  if (!isRunning(summary.state) || summary.state === 'STOPPING') return undefined;
  const next = summary.stages.findIndex(({ state }) => state === 'PENDING');
  const isBetween = next > 0 && summary.stages.slice(0, next).every(({ state }) => state === 'SUCCEEDED');
  const stage = isBetween ? summary.stages[next]?.name : undefined;
  if (stage === undefined || summary.mode === 'PARALLEL') return undefined;
  const { account, region, pipeline } = summary;
  const policyAnswer = rules.freeze({ account, region, pipeline, tags, stage }, now);
  return isHeld(policyAnswer) ? { stage, because: policyAnswer.decision.because } : undefined;
}
