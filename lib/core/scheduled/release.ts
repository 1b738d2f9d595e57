import { ownProperty } from '../base/own-property.ts';
import type { SharedState } from '../command/shared-state.ts';
import type { ReleaseTerms } from '../command/types.ts';
import type { PipelineRef } from '../freeze/transitions.ts';

/** Instants are milliseconds. */
export interface ScheduledRelease extends Pick<ReleaseTerms, 'revision' | 'variables'> {
  pipeline: PipelineRef;
  by: string;
  name?: string;
  channel: string;
  created: number;
  at?: number;
  until: number;
}

export function dueAt({ at, created }: ScheduledRelease): number {
  return at ?? created;
}

/** Neither started, refused, expired nor cancelled. */
export function liveScheduled({ scheduled = {}, ended, ruled }: SharedState): [id: string, ScheduledRelease][] {
  return Object.entries(scheduled).filter(
    ([id]) => ownProperty(ended, id) === undefined && ownProperty(ruled, id) === undefined,
  );
}
