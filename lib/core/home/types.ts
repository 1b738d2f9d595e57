import type { PipelineKey } from '../freeze/transitions.ts';

/** Notes of executions for the Home of people, by pipeline. A hint only: their rows are read before anything is shown. */
export type RecentPipelines = Record<string, RecentPipeline>;

export interface RecentPipeline {
  /** The newest execution and those that wait for an approval: start (milliseconds), and whether it waits. */
  executions: Record<string, [began: number, waits: boolean]>;
  /** By `personToken`: when they last started, wrote or approved something here (milliseconds). */
  people: Record<string, number>;
  /** Start (milliseconds) of the newest execution that waited and is not kept, here or in pipelines that are not kept. */
  forgotten?: number;
}

/** Choices of one person in the Home, by pipeline: since when (milliseconds). */
export interface HomeChoices {
  pinned: Record<string, number>;
  muted: Record<string, number>;
  /** The last save; milliseconds. */
  at: number;
}

export type HomeAct = 'pin' | 'unpin' | 'mute' | 'unmute';

export interface HomeRequest {
  user: string;
  /** Milliseconds, by Slack's clock. */
  at: number;
  act?: { type: HomeAct; pipeline: PipelineKey };
  /** A person wants it now: it is not left out because it was shown a moment ago. */
  isPress?: boolean;
}
