import { ACTED_ON } from '../base/timing.ts';
import { isRunning } from '../execution/facts.ts';
import type { FailureSummary } from '../execution/summary.ts';
import type { PlanContext } from '../model/intent.ts';

export interface FailureButton {
  act: 'retry' | 'rollback' | 'override-condition';
  stage: string;
}

/** For a day, and only on the pipeline's newest execution. The press checks person and state again. */
export function failureButtons(context: PlanContext): FailureButton[] {
  const { execution, summary, rules, now } = context;
  const { ref, about } = execution;
  if (isRunning(summary.state)) return conditionButtons(context);
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
      ...conditionButtons(context).filter((button) => button.stage === stage),
    ];
  });
}

/** CodePipeline shows no state of a stage in PARALLEL mode, so nothing could be checked before the override. */
function conditionButtons({ execution: { ref, about }, summary, rules }: PlanContext): FailureButton[] {
  const { conditions = [], mode } = summary;
  if (mode === 'PARALLEL') return [];
  const stages = conditions.flatMap(({ type, stage }) => (type === 'ON_FAILURE' ? [] : [stage]));
  return stages
    .filter((stage) => rules.acts({ ...ref, tags: about.tags, stage }).includes('override-condition'))
    .map((stage) => ({ act: 'override-condition' as const, stage }));
}

/** A rejection is a decision, not a failure to retry. */
function isRejection({ category, expired }: FailureSummary): boolean {
  return category === 'Approval' && !expired;
}
