import { LOOK_AT_HELD } from '../base/timing.ts';
import { isRunning } from '../execution/facts.ts';
import type { Summary } from '../execution/summary.ts';
import type { FreezeDecision, PolicyPort } from '../model/policy-port.ts';

/** Whether a freeze is really to hold something, not only to be told of. */
export function isHeld({ verdict, report }: FreezeDecision): boolean {
  return verdict.outcome === 'deny' && !report;
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
  story: Summary,
  tags: Record<string, string> | undefined,
  rules: PolicyPort,
  now: number,
): string[] {
  if (story.mode !== 'PARALLEL' || !isRunning(story.state)) return [];
  const { account, region, pipeline } = story;
  const rulings = story.stages
    .slice(1)
    .map(({ name: stage }) => rules.freeze({ account, region, pipeline, tags, stage }, now));
  const frozen = rulings.find(isHeld);
  return frozen
    ? [`${frozen.verdict.because} It is not held: CodePipeline lets executions of PARALLEL mode pass.`]
    : [];
}

export function holdOf(
  story: Summary,
  tags: Record<string, string> | undefined,
  rules: PolicyPort,
  now: number,
): Hold | undefined {
  if (!isRunning(story.state) || story.state === 'STOPPING') return undefined;
  const next = story.stages.findIndex(({ state }) => state === 'PENDING');
  const isBetween = next > 0 && story.stages.slice(0, next).every(({ state }) => state === 'SUCCEEDED');
  const stage = isBetween ? story.stages[next]?.name : undefined;
  if (stage === undefined || story.mode === 'PARALLEL') return undefined;
  const { account, region, pipeline } = story;
  const ruling = rules.freeze({ account, region, pipeline, tags, stage }, now);
  return isHeld(ruling) ? { stage, because: ruling.verdict.because } : undefined;
}
