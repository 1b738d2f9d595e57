import { ACTED_ON } from '../base/timing.ts';
import type { FailureSummary } from '../execution/summary.ts';
import type { PlanContext } from '../model/intent.ts';

/** What a person may press on a failure's message. */
export interface FailureButton {
  act: 'retry' | 'rollback';
  stage: string;
}

/** What the policy lets anybody do about a failure, for a day, and for as long as it is the pipeline's newest
 *  execution. Who it is that presses is judged then, and so is whether it is still so. */
export function failureButtons({ execution, summary, rules, now }: PlanContext): FailureButton[] {
  const { ref, about } = execution;
  if (summary.state !== 'FAILED' || summary.gone || about.overtaken !== undefined) return [];
  if (now >= (summary.endedAt ?? 0) + ACTED_ON) return [];
  const [first] = summary.stages;
  const stages = [...new Set(summary.failures.filter((failure) => !isRejection(failure)).map(({ stage }) => stage))];
  return stages.flatMap((stage) => {
    const may = rules.acts({ ...ref, tags: about.tags, stage });
    // AWS rolls back no first stage, and nothing where executions run side by side.
    const goesBack = stage !== first?.name && summary.mode !== 'PARALLEL';
    return [
      ...(may.includes('retry') ? [{ act: 'retry' as const, stage }] : []),
      ...(may.includes('rollback') && goesBack ? [{ act: 'rollback' as const, stage }] : []),
    ];
  });
}

/** Somebody said no; that is no fault to try again. */
function isRejection({ category, expired }: FailureSummary): boolean {
  return category === 'Approval' && !expired;
}
