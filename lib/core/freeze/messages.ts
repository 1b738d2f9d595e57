import { personOf } from '../execution/failure-reason.ts';
import type { Lock } from './lock.ts';
import type { ManualChange } from './transitions.ts';

export const CALENDAR_READ = 'A freeze depends on this calendar.';
export const CALENDAR_CHANGED = 'The state of a calendar applies at once.';
export const REFRESH_ALL_PIPELINES = 'A freeze closes every pipeline that it covers, including new ones.';
export const WATCH_TRANSITIONS = 'Disabled transitions are watched.';
export const REFRESH_BEFORE_EDGE = 'A freeze is about to start or to end.';
export const MANUAL_CHANGE = 'A manual change is respected and announced.';

export const MANUAL_CHANGE_RECORDED = 'A change of a transition outside of Signalbox is recorded.';

export const lockReasons = {
  people: 'A lock lets the executions of its owner in: the author and the starter are looked up.',
  author: 'A lock lets the executions of its owner in: the author is read.',
  waits: 'A stage is locked: its pipeline needs to know who waits.',
  look: 'A stage was locked: an execution that waits there is read.',
  succeeded: 'A lock ends when an execution of its owner succeeds.',
  superseded: 'The owner of a lock hears that it lets nothing in.',
  asked: 'The owner of a lock hears once that another execution waits.',
  behind: 'The owner of a lock hears which execution waits before their own.',
  admit: 'The lock lets the executions of its owner in.',
} as const;

export function ownerSuperseded({ by, stages }: Lock, pipeline: string, what: string): string {
  return `<@${by}> A newer execution superseded yours before it could enter ${stages.join(', ')} of ${pipeline}: ${what}. Your lock stays on. Release again, or end it with /signalbox unlock ${pipeline}.`;
}

export function ownerAsked({ id, by, stages }: Lock, pipeline: string, what: string): string {
  return `<@${by}> ${what} waits for ${stages.join(', ')} of ${pipeline}, which you locked. Do you still need it? /signalbox unlock ${pipeline} ${stages.join(',')} ends ${id}.`;
}

export function ownerBehind({ by }: Lock, stage: string, pipeline: string, what: string, before: string[]): string {
  return `<@${by}> Your execution ${what} cannot enter ${stage} of ${pipeline} yet: before it in the queue ${before.length === 1 ? 'waits' : 'wait'} ${before.join(', ')}. CodePipeline keeps the order. Stop ${before.length === 1 ? 'it' : 'them'}, or end the lock with /signalbox unlock ${pipeline}.`;
}

export const NOT_HELD_IN_PARALLEL =
  'It does not hold executions in PARALLEL mode: CodePipeline has no transitions there.';

export function manualChangeRecorded(type: ManualChange['type']): string {
  return type === 'reopened'
    ? 'The transition was enabled in AWS, not with Signalbox, while Signalbox held it disabled.'
    : 'The transition was disabled in AWS, not with Signalbox.';
}

/** @param because the freeze or the lock that held it */
export function stageLost(stage: string, pipeline: string, because: string): string {
  return `${pipeline} has no stage ${stage} any more, so nothing is held there. It was: ${because} If it was renamed, freeze its new name.`;
}

export function manualChange(stage: string, pipeline: string, { type, want, by, reason }: ManualChange): string {
  const where = `The transition into ${stage} of ${pipeline}`;
  const who = by ? ` by ${personOf(by)}` : '';
  if (type === 'reopened') return `${where} was enabled${who} during a freeze. Signalbox leaves it enabled.`;
  const why = reason ? ` ("${reason}")` : '';
  return want === 'closed'
    ? `${where} was already disabled${who}${why}. Signalbox will not re-enable it.`
    : `${where} stays disabled after the freeze: it was disabled${who}${why}.`;
}
