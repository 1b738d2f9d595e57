import { DAY, HOUR, MINUTE, SECOND } from './units.ts';

/** All time constants, in milliseconds. */

/** Pause between two updates of one message: Slack allows about 50 updates a minute in a workspace. */
export const SETTLE = 3 * SECOND;
export const LONGEST_SETTLE = MINUTE;

/** Longer than a worker can live (its function's time-out), so an expired lease means that its worker is gone. */
export const LEASE = 60 * SECOND;

export const LOST_ANSWER = 10 * SECOND;

const FIRST_RETRY = 2 * SECOND;
const LONGEST_RETRY = 10 * MINUTE;
/** Short, because a wrong transition lets deployments pass or wait. */
export const LONGEST_TRANSITION_RETRY = 10 * SECOND;
export const LASTING_RETRY = 15 * MINUTE;
/** Reads are given up much sooner than notifications, which then go out without them. */
export const GIVE_UP_NOTIFYING = DAY;
export const GIVE_UP_READING = 20 * MINUTE;

export const MOST_DIAGNOSES = 3;

/** `since`: when the first attempt failed. `spread`: separates diagnoses that failed together. */
export function diagnoseAgain(since: number, tries: number, spread: number): number {
  return since + Math.round((tries < 2 ? 15 * SECOND : 2 * MINUTE) * (1 + spread / 2));
}

/** Each freeze, override and mute from Slack ends after this time at the latest. */
export const LONGEST_ORDER = 14 * 24 * 60 * MINUTE;

/** A scheduled release is at most so far ahead, and one for the end of a freeze waits at most so long. */
export const LONGEST_SCHEDULE = 14 * DAY;

/** A scheduled release that a freeze holds starts at most so long after its time. Later, people no longer expect it. */
export const LONGEST_HOLD_OF_RELEASE = 12 * HOUR;

/** For so long, AWS is asked again with the same token whether a call that got no answer has started an execution. */
export const SAME_TOKEN = 10 * MINUTE;

export const GIVE_UP_EPHEMERAL = 10 * MINUTE;

/** Maximum age of a people look-up that decides something. */
export const KNOWN_FOR = 5 * MINUTE;

/** The changes behind a waiting approval grow, so it is read again. `done`: when it was last read. */
export function inspectAgain(since: number, done: number | undefined, isKnown: boolean): number {
  if (done === undefined) return 0;
  if (!isKnown) return done + LOST_ANSWER; // the list lags behind the event
  return done + Math.min(Math.max(5 * MINUTE, done - since), 60 * MINUTE);
}

/** Before an approval is answered, the executions behind it are read, if the last reading is older than this. */
export const QUEUE_KNOWN_FOR = 10 * SECOND;

export function warnBefore(since: number, expiresAt: number): number {
  return expiresAt - Math.min(60 * MINUTE, Math.round((expiresAt - since) / 4));
}

/** Interval of the sweep; work that is due sooner needs its own wake. */
export const SWEEP = MINUTE;

/** Longer than a tick can stay in the queue: five deliveries, three minutes apart (infra/queue.yml), and a backlog. */
export const FIRST_HOLD = 20 * MINUTE;
const LONGEST_HOLD = 60 * MINUTE;

/** Pause after the sweep has sent a row `times` times and no worker could save it. */
export function holdAfter(times: number): number {
  return Math.min(FIRST_HOLD * 2 ** (times - 1), LONGEST_HOLD);
}

/** `spread` (0 to 1) keeps a thousand subjects from retrying at once; `longest` includes it. */
export function backOff(tries: number, spread: number, longest: number = LONGEST_RETRY): number {
  const wait = Math.min(FIRST_RETRY * 2 ** (tries - 1), longest / 2);
  return Math.round(wait * (1 + spread));
}

/** A running execution without events is read after this pause. */
const QUIET = 10 * MINUTE;
/** After this pause, a stage that has not started is held by something. */
export const STAGE_START = 15 * SECOND;
const LONGEST_QUIET = 6 * 60 * MINUTE;
/** Events arrive in any order, so a missing start is read only after this pause. */
const MISSING_START = 30 * SECOND;

/** A message for a branch that is unknown waits this long for the read of a missing start. */
export const UNKNOWN_BRANCH = MINUTE;

/** Next refresh of a running execution without events: after ten minutes, then at doubling intervals. */
export function quietUntil(latest: number, lastLook: number | undefined, startKnown: boolean): number {
  if (lastLook === undefined || lastLook <= latest) return latest + (startKnown ? QUIET : MISSING_START);
  return lastLook + Math.min(Math.max(QUIET, lastLook - latest), LONGEST_QUIET);
}

/** Pause after the expiry of an approval before it is read: its event may still arrive. */
export const ITS_EVENT = MINUTE;

export const LATE_ANNOUNCEMENT = 30 * MINUTE;

export const REFRESH_ALL = MINUTE;
/** Interval of the full refresh, and the pause after one that could not read every account and Region. */
export const FULL_REFRESH = DAY;
export const INCOMPLETE_REFRESH = 5 * MINUTE;
/** CodePipeline's clock and list may lag behind ours. */
export const LIST_LAG = 10 * MINUTE;

/** Next attempt to let an execution of a lock's owner in. `since`: it waits from then on. */
export function admitAgain(since: number, doneAt: number): number {
  return doneAt + Math.min(Math.max(5 * SECOND, Math.round((doneAt - since) / 8)), MINUTE);
}

export const REFRESH_FROZEN = 5 * MINUTE;
export const REFRESH_GONE = MINUTE;

/** Before a freeze begins or ends, its pipelines are read and woken this early; two sweeps fit in. */
export const BEFORE_AN_EDGE = 2 * MINUTE;

/** Interval of reading a Change Calendar, and the maximum age of a reading that counts. */
const CALENDAR = MINUTE;
export const CALENDAR_OLD = 15 * MINUTE;

/** Reads right after an announced change, not during it; the reading before covers it. `next`: the announced change. */
export function readCalendarAgain(done: number | undefined, next: number | undefined): number {
  if (done === undefined) return 0;
  const due = done + CALENDAR;
  return next !== undefined && next < due + 15 * SECOND ? next + 2 * SECOND : due;
}

/** Until every worker knows the new shared state, which each reads every two seconds. */
export const HEARD = 3 * SECOND;

/** A freeze that could not be compared with the pipelines by then is applied unchecked. */
export const CHECKED_WITHIN = 20 * SECOND;

/** A command is reported when its transitions have changed, but not later than this. Then it is counted on, to an end:
 *  CodePipeline throttles, so a freeze of two hundred pipelines can take ten minutes. */
export const REPORT_WITHIN = MINUTE;
export const GIVE_UP_COUNTING = 30 * MINUTE;
export const LAST_COUNT = 2 * MINUTE;

/** Next count of the transitions of a command. `asOf`: the last count. */
export function countAgain(decidedAt: number, asOf: number | undefined): number {
  if (asOf === undefined) return decidedAt + HEARD + 2 * SECOND;
  return asOf + Math.min(Math.max(3 * SECOND, Math.round((asOf - decidedAt) / 4)), MINUTE);
}

/** A call goes out after this pause even if the people to mention, or the failed stage, are unknown. */
export const CALL_WITHOUT = 30 * SECOND;

/** Interval of judging held work again: a freeze may be lifted from Slack. */
export const LOOK_AT_HELD = 5 * MINUTE;

/** Lifetime of the buttons on a failure message. */
export const ACTED_ON = DAY;

/** Next check for a newer execution after a failure: 5, 10, 20 … minutes after its end. */
export function lookAfter(endedAt: number, lastLook: number | undefined): number {
  const past = Math.max(0, (lastLook ?? 0) - endedAt);
  let after = 5 * MINUTE;
  while (after <= past) after *= 2;
  return endedAt + Math.min(after, ACTED_ON);
}

/** The table deletes a row this long after its last write. */
export const KEEP = 90 * DAY;
