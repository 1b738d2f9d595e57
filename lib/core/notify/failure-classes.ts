import { type FailureClass, isComplete } from '../execution/diagnosis.ts';
import type { Execution } from '../execution/facts.ts';
import type { FailureSummary, Summary } from '../execution/summary.ts';
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
export function classified(execution: Execution, { failures }: Summary, milestone: Milestone): RoutedMilestone {
  if (milestone.type !== 'failed') return milestone;
  if (failures.length === 0)
    return { ...milestone, failures: milestone.stages.flatMap((one) => earlier(execution, one)) };
  return { ...milestone, failures: failures.map((failure) => ({ stage: failure.stage, class: classOf(failure) })) };
}

/** An incomplete diagnosis may still change. */
function classOf({ category, expired, diagnosis }: FailureSummary): FailureClass {
  if (category === 'Approval') return expired ? 'timeout' : 'manual-rejection';
  return diagnosis && isComplete(diagnosis) ? diagnosis.class : 'unknown';
}

function earlier({ about: { diagnoses = {} }, facts }: Execution, stage: string): ClassifiedFailure[] {
  const known = Object.entries(diagnoses).filter(([run]) => run.startsWith(`${stage}/`));
  const isRejected = Object.values(facts).some(
    (fact) => fact.type === 'action' && fact.stage === stage && fact.category === 'Approval' && fact.state === 'FAILED',
  );
  const classes = [
    ...known.map(([, [diagnosis]]) => (isComplete(diagnosis) ? diagnosis.class : 'unknown')),
    ...(isRejected ? (['manual-rejection'] as const) : []),
  ];
  return (classes.length > 0 ? classes : (['unknown'] as const)).map((one) => ({ stage, class: one }));
}
