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
export function currentMilestones(story: Summary): Milestone[] {
  const { attempt } = story;
  if (story.approvals.length > 0) {
    return story.approvals.map(({ stage, action }) => ({
      type: 'approval',
      key: `approval:${stage}/${action}@${attempt}`,
      stages: [stage],
      action,
    }));
  }
  const type = story.state === 'SUCCEEDED' && story.brokenSince !== undefined ? 'recovered' : typeOf[story.state];
  return type ? [{ type, key: `${type}@${attempt}`, stages: stagesConcerned(story, type) }] : [];
}

/** All that ever was news, the current included: a channel that was told of a failure keeps being told the rest. */
export function allMilestones(execution: Execution, story: Summary): Milestone[] {
  const past = Object.values(execution.facts).flatMap((fact) => pastNews(fact, story));
  return [...past, ...currentMilestones(story)];
}

function pastNews(fact: Fact, story: Summary): Milestone[] {
  switch (fact.type) {
    case 'pipeline': {
      const type = typeOf[fact.state];
      return type && type !== 'failed' ? [{ type, key: type, stages: heard(story) }] : [];
    }
    case 'stage':
      return fact.state === 'FAILED' ? [{ type: 'failed', key: 'failed', stages: [fact.stage] }] : [];
    case 'action':
      return fact.category === 'Approval' ? [{ type: 'approval', key: 'approval', stages: [fact.stage] }] : [];
    default:
      return fact satisfies never;
  }
}

function stagesConcerned(story: Summary, type: MilestoneType): string[] {
  return type === 'failed' ? [...new Set(story.failures.map((failure) => failure.stage))] : heard(story);
}

function heard(story: Summary): string[] {
  return story.stages.filter((stage) => stage.state !== 'PENDING').map((stage) => stage.name);
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
