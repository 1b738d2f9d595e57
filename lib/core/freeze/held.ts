import { LOOK_AT_HELD } from '../base/timing.ts';
import { isRunning } from '../execution/facts.ts';
import type { Summary } from '../execution/summary.ts';
import { nextStage } from '../execution/waiting.ts';
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
  /** Ids of the freezes that deny. */
  freezes: string[];
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
  const stage = nextStage(summary);
  if (stage === undefined || summary.mode === 'PARALLEL') return undefined;
  const { account, region, pipeline } = summary;
  const policyAnswer = rules.freeze({ account, region, pipeline, tags, stage }, now);
  if (!isHeld(policyAnswer)) return undefined;
  return { stage, freezes: policyAnswer.rules, because: policyAnswer.decision.because };
}
