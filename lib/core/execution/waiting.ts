import { isRunning } from './facts.ts';
import type { Summary } from './summary.ts';

/** Why the next stage does not start, as CodePipeline showed it. Empty if nothing holds it. */
export interface Waiting {
  stage?: string;
  /** The execution that is in the stage, by its short revision if known. */
  behind?: string;
  /** The approval action that waits in the stage. */
  approval?: string;
  /** The transition into the stage is disabled. */
  disabled?: true;
}

/** The stage that should start next. A stage without facts before one that began was skipped, or its events are lost. */
export function nextStage({ state, stages }: Pick<Summary, 'state' | 'stages'>): string | undefined {
  if (!isRunning(state) || state === 'STOPPING') return undefined;
  const next = stages.findLastIndex((stage) => stage.state !== 'PENDING') + 1;
  const isBetween = [stages[0], stages[next - 1]].every((stage) => stage?.state === 'SUCCEEDED');
  return isBetween ? stages[next]?.name : undefined;
}
