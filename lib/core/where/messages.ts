import { counted } from '../command/messages.ts';
import { changeTitle } from '../execution/change-title.ts';
import { duration } from '../text/duration.ts';
import type { AttemptStatus, Drift } from './deployment.ts';

export const NOTHING_YET = 'nothing deployed yet';
export const NO_DEPLOYING_STAGE = 'No stage of it has a deploy action.';
export const PARALLEL_HAS_NO_CURRENT =
  'In PARALLEL mode executions pass the stages side by side, so no stage has a current one.';
export const ROLLED_BACK = 'by roll-back';
export const DEPLOYED = 'The journal keeps each deployment.';
export const COMPARE = 'compare';

export function forHowLong(since: number, now: number): string {
  return `for ${largestUnit(now - since)}`;
}

export function driftInWords(drift: Drift, now: number): string {
  switch (drift.type) {
    case 'same':
      return `same as ${drift.as}`;
    case 'ahead':
      return `ahead of ${drift.as}`;
    case 'behind': {
      const of = drift.people > 0 ? ` of ${drift.people === 1 ? '1 person' : `${drift.people} people`}` : '';
      const oldest = drift.oldest === undefined ? '' : `, oldest ${largestUnit(now - drift.oldest)}`;
      return `${counted(drift.changes, 'change')}${of} behind ${drift.as}${oldest}`;
    }
    default:
      return drift satisfies never;
  }
}

export function attemptInWords(status: AttemptStatus, revision: string): string {
  const what = revision === '' ? 'a newer execution' : revision;
  const verb = { failed: 'failed here', running: 'is in it now', stopped: 'was stopped here' } as const;
  return `${what} ${verb[status]}`;
}

function largestUnit(ms: number): string {
  return duration(ms).split(' ').slice(0, 2).join(' ');
}

/** `5b1f0d7 Weigh each parcel twice, by roll-back`. */
export function deployedInWords(revision: string, message: string | undefined, isRollback: boolean): string {
  const change = [revision, changeTitle(message)].filter(Boolean).join(' ') || 'unknown revision';
  return isRollback ? `${change}, ${ROLLED_BACK}` : change;
}
