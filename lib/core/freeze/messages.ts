import { personOf } from '../execution/failure-reason.ts';
import type { ManualChange } from './transitions.ts';

/** Decisions of the intents of this room. */
export const CALENDAR_READ = 'A freeze depends on this calendar.';
export const CALENDAR_CHANGED = 'The state of a calendar applies at once.';
export const REFRESH_ALL_PIPELINES = 'A freeze closes every pipeline that it covers, including new ones.';
export const WATCH_TRANSITIONS = 'Disabled transitions are watched.';
export const REFRESH_BEFORE_EDGE = 'A freeze is about to start or to end.';
export const MANUAL_CHANGE = 'A manual change is respected and announced.';

/** Added to the sentence of a freeze. */
export const NOT_HELD_IN_PARALLEL =
  'It does not hold executions in PARALLEL mode: CodePipeline has no transitions there.';

/** Announces a transition that another person changed. */
export function manualChange(stage: string, pipeline: string, { type, want, by, reason }: ManualChange): string {
  const where = `The transition into ${stage} of ${pipeline}`;
  const who = by ? ` by ${personOf(by)}` : '';
  if (type === 'reopened') return `${where} was enabled${who} during a freeze. Signalbox leaves it enabled.`;
  const why = reason ? ` ("${reason}")` : '';
  return want === 'closed'
    ? `${where} was already disabled${who}${why}. Signalbox will not re-enable it.`
    : `${where} stays disabled after the freeze: it was disabled${who}${why}.`;
}
