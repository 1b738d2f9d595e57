import { LEASE, QUIET, SWEEP } from '../base/timing.ts';
import type { Effect } from '../model/effect.ts';
import type { Intent } from '../model/intent.ts';
import type { Row } from '../model/row.ts';
import { urgencyOf } from '../notify/urgency.ts';
import { sweepAt } from './plan-sweep.ts';

const ROUTINE: Effect['type'][] = ['show', 'refreshPipeline', 'refreshExecution', 'noticeOlder', 'measure'];

/** Nobody has to act on it. If its worker dies, the queue brings the message again after three minutes. */
export function isRoutine({ execution }: Row, intents: Intent[], effects: Effect[]): boolean {
  const isUrgent = ({ effect }: Intent) => effect.type === 'show' && urgencyOf(effect) !== undefined;
  return execution !== undefined && !intents.some(isUrgent) && effects.every(({ type }) => ROUTINE.includes(type));
}

interface Work {
  instants: number[];
  wakeAt: number | undefined;
  isRoutine: boolean;
}

/** When the sweep checks the row. The index costs two writes for each instant that moves, so routine work, which has
 *  its own message or wake, is checked no sooner than a quiet execution, and an earlier look that is still far stays. */
export function nextLook(
  { lookAt: planned }: Pick<Row, 'lookAt'>,
  { instants, wakeAt, isRoutine }: Work,
  now: number,
): number | undefined {
  const looks = instants.map((at) => (isRoutine && at <= now + LEASE ? now + QUIET : at));
  const wanted = sweepAt({ dueAt: looks.length === 0 ? undefined : Math.min(...looks), wakeAt });
  if (planned === undefined || wanted === undefined) return wanted;
  const isFar = planned > now + 2 * SWEEP;
  return isFar && planned <= wanted && wanted <= planned + QUIET ? planned : wanted;
}
