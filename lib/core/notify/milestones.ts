import type { Execution, Fact, PipelineState } from '../execution/facts.ts';
import type { Summary } from '../execution/summary.ts';

export const milestoneTypes = [
  'started',
  'resumed',
  'approval',
  'succeeded',
  'recovered',
  'failed',
  'stopped',
  'canceled',
  'superseded',
] as const;
export type MilestoneType = (typeof milestoneTypes)[number];

/** A turn in the story that somebody may want to hear of. */
export interface Milestone {
  type: MilestoneType;
  /** Names this turn among all of the execution: told once, whatever happens. */
  key: string;
  /** The stages it is about. */
  stages: string[];
  /** The approval action, where it is about one. */
  action?: string | undefined;
}

/** What the execution's state amounts to now. Several approvals can wait at once. */
export function currentMilestones(summary: Summary): Milestone[] {
  const { attempt } = summary;
  if (summary.approvals.length > 0) {
    return summary.approvals.map(({ stage, action }) => ({
      type: 'approval',
      key: `approval:${stage}/${action}@${attempt}`,
      stages: [stage],
      action,
    }));
  }
  const type = summary.state === 'SUCCEEDED' && summary.brokenSince !== undefined ? 'recovered' : typeOf[summary.state];
  return type ? [{ type, key: `${type}@${attempt}`, stages: stagesConcerned(summary, type) }] : [];
}

/** All that ever was news, the current included: a channel that was told of a failure keeps being told the rest. */
export function allMilestones(execution: Execution, summary: Summary): Milestone[] {
  const past = Object.values(execution.facts).flatMap((fact) => pastMilestones(fact, summary));
  return [...past, ...currentMilestones(summary)];
}

function pastMilestones(fact: Fact, summary: Summary): Milestone[] {
  switch (fact.type) {
    case 'pipeline': {
      const type = typeOf[fact.state];
      return type && type !== 'failed' ? [{ type, key: type, stages: heard(summary) }] : [];
    }
    case 'stage':
      return fact.state === 'FAILED' ? [{ type: 'failed', key: 'failed', stages: [fact.stage] }] : [];
    case 'action':
      return fact.category === 'Approval' ? [{ type: 'approval', key: 'approval', stages: [fact.stage] }] : [];
    default:
      return fact satisfies never;
  }
}

function stagesConcerned(summary: Summary, type: MilestoneType): string[] {
  return type === 'failed' ? [...new Set(summary.failures.map((failure) => failure.stage))] : heard(summary);
}

function heard(summary: Summary): string[] {
  return summary.stages.filter((stage) => stage.state !== 'PENDING').map((stage) => stage.name);
}

const typeOf: Record<PipelineState, MilestoneType | undefined> = {
  STARTED: 'started',
  RESUMED: 'resumed',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  STOPPING: undefined,
  STOPPED: 'stopped',
  CANCELED: 'canceled',
  SUPERSEDED: 'superseded',
};
