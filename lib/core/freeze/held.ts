import { LOOK_AT_HELD } from '../base/timing.ts';
import { isRunning } from '../execution/facts.ts';
import type { Summary } from '../execution/summary.ts';
import { nextStage } from '../execution/waiting.ts';
import type { FreezeDecision, PolicyPort } from '../model/policy-port.ts';
import { ownersOf } from './lock.ts';
import { NOT_HELD_IN_PARALLEL } from './messages.ts';

/** A freeze in report mode denies but holds nothing. */
export function isHeld({ decision, report }: FreezeDecision): boolean {
  return decision.outcome === 'deny' && !report;
}

/** The freeze may end, or a person may lift it. Always later than now. */
export function decidedAgain({ next = Number.POSITIVE_INFINITY }: FreezeDecision, now: number): number {
  return Math.max(now + 1, Math.min(next, now + LOOK_AT_HELD));
}

export interface Hold {
  stage: string;
  freezes: string[];
  /** Names of the owners, if nothing but locks denies. */
  lockedBy?: string[];
  because: string;
}

/** Executions in PARALLEL mode have no transitions, so a freeze cannot hold them. The note stays after the execution. */
export function unheldNotes(
  summary: Summary,
  tags: Record<string, string> | undefined,
  rules: PolicyPort,
  now: number,
): string[] {
  if (summary.mode !== 'PARALLEL') return [];
  const { account, region, pipeline, startedAt, endedAt = now } = summary;
  const isOver = !isRunning(summary.state);
  const stages = summary.stages.slice(1).filter(({ state }) => !isOver || state !== 'PENDING');
  const instants = [...new Set([startedAt ?? endedAt, endedAt])];
  const frozen = instants
    .flatMap((at) => stages.map(({ name: stage }) => rules.freeze({ account, region, pipeline, tags, stage }, at)))
    .findLast(isHeld);
  return frozen ? [`${frozen.decision.because} ${NOT_HELD_IN_PARALLEL}`] : [];
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
  const lockedBy = policyAnswer.locks && ownersOf(policyAnswer.locks);
  return { stage, freezes: policyAnswer.rules, because: policyAnswer.decision.because, ...(lockedBy && { lockedBy }) };
}
