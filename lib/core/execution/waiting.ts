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

/** The stage that should start next: all stages before it succeeded. */
export function nextStage({ state, stages }: Pick<Summary, 'state' | 'stages'>): string | undefined {
  if (!isRunning(state) || state === 'STOPPING') return undefined;
  const next = stages.findIndex((stage) => stage.state === 'PENDING');
  const isBetween = next > 0 && stages.slice(0, next).every((stage) => stage.state === 'SUCCEEDED');
  return isBetween ? stages[next]?.name : undefined;
}
