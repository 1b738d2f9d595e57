import { type Execution, type Fact, isRunning, type PipelineState } from '../execution/facts.ts';
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

export interface Milestone {
  type: MilestoneType;
  /** Unique within the execution, and reported once. */
  key: string;
  stages: string[];
  action?: string;
}

export function currentMilestones(summary: Summary): Milestone[] {
  const { attempt, approvals, failures } = summary;
  const isFailing = isRunning(summary.state) && failures.length > 0;
  if (approvals.length > 0 || isFailing) {
    return [
      ...approvals.map(({ stage, action }): Milestone => {
        return { type: 'approval', key: `approval:${stage}/${action}@${attempt}`, stages: [stage], action };
      }),
      ...(isFailing ? [milestone(summary, 'failed')] : []),
    ];
  }
  const type = summary.state === 'SUCCEEDED' && summary.brokenSince !== undefined ? 'recovered' : typeOf[summary.state];
  return type ? [milestone(summary, type)] : [];
}

function milestone(summary: Summary, type: MilestoneType): Milestone {
  return { type, key: `${type}@${summary.attempt}`, stages: stagesConcerned(summary, type) };
}

/** All milestones so far: a channel that was notified of a failure keeps getting the rest. */
export function allMilestones(execution: Execution, summary: Summary): Milestone[] {
  const past = Object.values(execution.facts).flatMap((fact) => pastMilestones(fact, summary));
  return [...past, ...currentMilestones(summary)];
}

function pastMilestones(fact: Fact, summary: Summary): Milestone[] {
  switch (fact.type) {
    case 'pipeline': {
      const type = typeOf[fact.state];
      return type && type !== 'failed' ? [{ type, key: type, stages: reached(summary) }] : [];
    }
    case 'stage':
      return fact.state === 'FAILED' ? [{ type: 'failed', key: 'failed', stages: [fact.stage] }] : [];
    case 'action':
      return [
        ...(fact.category === 'Approval' ? [{ type: 'approval' as const, key: 'approval', stages: [fact.stage] }] : []),
        ...(fact.state === 'FAILED' ? [{ type: 'failed' as const, key: 'failed', stages: [fact.stage] }] : []),
      ];
    default:
      return fact satisfies never;
  }
}

function stagesConcerned(summary: Summary, type: MilestoneType): string[] {
  return type === 'failed' ? [...new Set(summary.failures.map((failure) => failure.stage))] : reached(summary);
}

function reached(summary: Summary): string[] {
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
