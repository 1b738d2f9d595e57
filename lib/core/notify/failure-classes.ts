import { pastDecisions } from '../approval/decisions.ts';
import { type FailureClass, isComplete } from '../execution/diagnosis.ts';
import type { Execution } from '../execution/facts.ts';
import type { FailureSummary, Summary } from '../execution/summary.ts';
import { isRefused } from './approval-calls.ts';
import type { Milestone } from './milestones.ts';

export interface ClassifiedFailure {
  stage: string;
  class: FailureClass;
}

export interface RoutedMilestone extends Milestone {
  /** Of a `failed` milestone; absent: one failure of an unknown class. */
  failures?: ClassifiedFailure[];
}

/** The failures of now decide, also for earlier milestones: a route by class is not called for another failure later. */
export function classifier(execution: Execution, { failures }: Summary): (milestone: Milestone) => RoutedMilestone {
  const now = failures.map((failure) => ({ stage: failure.stage, class: classOf(failure) }));
  let earlier: Map<string, ClassifiedFailure[]> | undefined;
  return (milestone) => {
    if (milestone.type !== 'failed') return milestone;
    if (now.length > 0) return { ...milestone, failures: now };
    earlier ??= earlierByStage(execution);
    const known = earlier;
    const failuresOf = (stage: string) => known.get(stage) ?? [{ stage, class: 'unknown' as const }];
    return { ...milestone, failures: milestone.stages.flatMap(failuresOf) };
  };
}

/** An incomplete diagnosis may still change. */
function classOf({ category, expired, diagnosis }: FailureSummary): FailureClass {
  if (category === 'Approval') return refusalClass(expired);
  return diagnosis && isComplete(diagnosis) ? diagnosis.class : 'unknown';
}

function earlierByStage(execution: Execution): Map<string, ClassifiedFailure[]> {
  const { diagnoses = {} } = execution.about;
  const diagnosed = Object.entries(diagnoses).map(([run, [diagnosis]]): ClassifiedFailure => {
    const [stage = ''] = run.split('/', 1);
    return { stage, class: isComplete(diagnosis) ? diagnosis.class : 'unknown' };
  });
  const refused = pastDecisions(execution, [])
    .filter(isRefused)
    .map(({ stage, outcome }): ClassifiedFailure => ({ stage, class: refusalClass(outcome === 'expired') }));
  return Map.groupBy([...diagnosed, ...refused], ({ stage }) => stage);
}

function refusalClass(expired: boolean | undefined): FailureClass {
  return expired ? 'timeout' : 'manual-rejection';
}
