import { ACTED_ON } from '../base/timing.ts';
import type { FailureSummary } from '../execution/summary.ts';
import type { PlanContext } from '../model/intent.ts';

export interface FailureButton {
  act: 'retry' | 'rollback';
  stage: string;
}

/** For a day, and only on the pipeline's newest execution. The press checks person and state again. */
export function failureButtons({ execution, summary, rules, now }: PlanContext): FailureButton[] {
  const { ref, about } = execution;
  if (summary.state !== 'FAILED' || summary.gone || about.overtaken !== undefined) return [];
  if (now >= (summary.endedAt ?? 0) + ACTED_ON) return [];
  const [first] = summary.stages;
  const stages = [...new Set(summary.failures.filter((failure) => !isRejection(failure)).map(({ stage }) => stage))];
  return stages.flatMap((stage) => {
    const may = rules.acts({ ...ref, tags: about.tags, stage });
    // AWS does not roll back the first stage, or anything in PARALLEL mode.
    const isPossible = stage !== first?.name && summary.mode !== 'PARALLEL';
    const goesBack = isPossible && about.restorable?.[1].includes(stage);
    return [
      ...(may.includes('retry') ? [{ act: 'retry' as const, stage }] : []),
      ...(may.includes('rollback') && goesBack ? [{ act: 'rollback' as const, stage }] : []),
    ];
  });
}

/** A rejection is a decision, not a failure to retry. */
function isRejection({ category, expired }: FailureSummary): boolean {
  return category === 'Approval' && !expired;
}
