import { LOOK_AT_HELD } from '../base/timing.ts';
import { isRunning } from '../execution/facts.ts';
import type { Summary } from '../execution/summary.ts';
import type { FreezeDecision, PolicyPort } from '../model/policy-port.ts';

/** Whether a freeze is really to hold something, not only to be told of. */
export function isHeld({ decision, report }: FreezeDecision): boolean {
  return decision.outcome === 'deny' && !report;
}

/** When to judge again what is held: time may end the freeze, or somebody may lift it. Never now, while it holds. */
export function judgedAgain({ next = Number.POSITIVE_INFINITY }: FreezeDecision, now: number): number {
  return Math.max(now + 1, Math.min(next, now + LOOK_AT_HELD));
}

/** An execution that is through with a stage and may not enter the next one. */
export interface Hold {
  stage: string;
  because: string;
}

/** A freeze that it passes all the same: executions of PARALLEL mode know no transitions, so nothing holds them. */
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
