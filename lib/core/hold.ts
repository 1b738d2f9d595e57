import { isRunning } from './execution.ts';
import type { FreezeRuling, Rules } from './rules.ts';
import type { Story } from './story.ts';

/** Whether a freeze is really to hold something, not only to be told of. */
export function isHeld({ verdict, report }: FreezeRuling): boolean {
  return verdict.outcome === 'deny' && !report;
}

/** An execution that is through with a stage and may not enter the next one. */
export interface Hold {
  stage: string;
  because: string;
}

export function holdOf(
  story: Story,
  tags: Record<string, string> | undefined,
  rules: Rules,
  now: number,
): Hold | undefined {
  if (!isRunning(story.state) || story.state === 'STOPPING') return undefined;
  const next = story.stages.findIndex(({ state }) => state === 'PENDING');
  const isBetween = next > 0 && story.stages.slice(0, next).every(({ state }) => state === 'SUCCEEDED');
  const stage = isBetween ? story.stages[next]?.name : undefined;
  // Executions of PARALLEL mode know no transitions: nothing would hold them.
  if (stage === undefined || story.mode === 'PARALLEL') return undefined;
  const { account, region, pipeline } = story;
  const ruling = rules.freeze({ account, region, pipeline, tags, stage }, now);
  return isHeld(ruling) ? { stage, because: ruling.verdict.because } : undefined;
}
