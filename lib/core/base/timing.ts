/** How long we wait for what, in milliseconds. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Between two looks of one message: Slack allows about 50 updates a minute in a workspace. */
export const SETTLE = 3 * SECOND;
export const LONGEST_SETTLE = MINUTE;

/** A claim holds this long. Longer than a worker can live (its function's time-out), so that whoever takes over knows
 *  that nobody is still at it. */
export const LEASE = 60 * SECOND;

/** After an answer was lost, before looking whether it happened. */
export const LOST_ANSWER = 10 * SECOND;

const FIRST_RETRY = 2 * SECOND;
const LONGEST_RETRY = 10 * MINUTE;
/** While a transition is not as a freeze wants it, deployments pass or wait that should not. */
export const LONGEST_TRANSITION_RETRY = 10 * SECOND;
export const LASTING_RETRY = 15 * MINUTE;
/** What could not be told for this long is given up; what could not be read, much sooner: the rest is told without. */
export const GIVE_UP_NOTIFYING = 24 * 60 * MINUTE;
export const GIVE_UP_READING = 20 * MINUTE;

/** An incomplete diagnosis is made again after a quarter of a minute, and once more after two minutes. */
export const MOST_DIAGNOSES = 3;

/** `since`: when the first attempt failed. `spread`: what failed together is not asked about together. */
export function diagnoseAgain(since: number, tries: number, spread: number): number {
  return since + Math.round((tries < 2 ? 15 * SECOND : 2 * MINUTE) * (1 + spread / 2));
}

/** A refusal that comes later than this only confuses. */
export const GIVE_UP_EPHEMERAL = 10 * MINUTE;

/** For so long a look-up of who is who may decide something. */
export const KNOWN_FOR = 5 * MINUTE;

/** When to look again what a waiting approval asks: what waits behind it changes. `done`: when it was last read. */
export function inspectAgain(since: number, done: number | undefined, isKnown: boolean): number {
  if (done === undefined) return 0;
  if (!isKnown) return done + LOST_ANSWER; // the list lags behind the event
  return done + Math.min(Math.max(5 * MINUTE, done - since), 60 * MINUTE);
}

/** How long before its end an approval is warned of: an hour, or a quarter of a short life. */
export function warnBefore(since: number, expiresAt: number): number {
  return expiresAt - Math.min(60 * MINUTE, Math.round((expiresAt - since) / 4));
}

/** The sweep comes by this often; what is due sooner asks for a wake of its own. */
export const SWEEP = MINUTE;

/** The queue hands a message out five times, three minutes apart (infra/queue.yml), after a wait of some minutes where it
 *  is long: so long the tick of a sweep may still be worked on. */
export const FIRST_HOLD = 20 * MINUTE;
const LONGEST_HOLD = 60 * MINUTE;

/** How long the sweep leaves a row alone that it sent so many times, while no worker could save it. */
export function holdAfter(times: number): number {
  return Math.min(FIRST_HOLD * 2 ** (times - 1), LONGEST_HOLD);
}

/** Seconds to minutes, doubling, and spread by the subject's own name so that a thousand do not come back at once.
 *  @param spread from 0 to 1
 *  @param longest the spread included */
export function backOff(tries: number, spread: number, longest: number = LONGEST_RETRY): number {
  const wait = Math.min(FIRST_RETRY * 2 ** (tries - 1), longest / 2);
  return Math.round(wait * (1 + spread));
}

const QUIET = 10 * MINUTE;
const LONGEST_QUIET = 6 * 60 * MINUTE;
/** Events of one moment arrive in any order: only when the beginning stays missing do we ask for it. */
const MISSING_START = 30 * SECOND;

/** When an execution that runs has been quiet for too long: after ten minutes, then each time as long again. */
export function quietUntil(latest: number, lastLook: number | undefined, startKnown: boolean): number {
  if (lastLook === undefined || lastLook <= latest) return latest + (startKnown ? QUIET : MISSING_START);
  return lastLook + Math.min(Math.max(QUIET, lastLook - latest), LONGEST_QUIET);
}

/** When an approval is over its expiry and nobody said so, we look. */
export const ITS_EVENT = MINUTE;

/** What could not be announced for so long is no news any more. */
export const LATE_ANNOUNCEMENT = 30 * MINUTE;

/** How often we look for new pipelines while something is frozen. */
export const REFRESH_ALL = MINUTE;
/** So often at most all pipelines are listed anew, and so soon where a place could not be asked. */
export const FULL_REFRESH = 24 * 60 * MINUTE;
export const INCOMPLETE_REFRESH = 5 * MINUTE;
/** CodePipeline's clock and list may lag behind ours. */
export const LIST_LAG = 10 * MINUTE;

/** How often a pipeline's transitions are read while something holds it. */
export const REFRESH_FROZEN = 5 * MINUTE;
/** A pipeline that was deleted is looked for again when it is listed, after this at the soonest. */
export const REFRESH_GONE = MINUTE;

/** So long before a freeze begins or ends its pipelines are read and woken for that instant. Two sweeps come by. */
export const BEFORE_AN_EDGE = 2 * MINUTE;

/** A Change Calendar is read so often, and what it said is believed for so long. */
const CALENDAR = MINUTE;
export const CALENDAR_OLD = 15 * MINUTE;

/** When to read a Change Calendar again. Not while it turns but right after: by then what was foreseen is announced, from
 *  what was known. `done`: when it was last read; `next`: when it turns after
 *  that, as it said. */
export function readCalendarAgain(done: number | undefined, next: number | undefined): number {
  if (done === undefined) return 0;
  const due = done + CALENDAR;
  return next !== undefined && next < due + 15 * SECOND ? next + 2 * SECOND : due;
}

/** Until every worker knows what is new on the board, which they read every two seconds. */
export const HEARD = 3 * SECOND;

/** So long after an approval was asked it is said in the thread though nobody knows yet whom to call. */
export const CALL_WITHOUT = 30 * SECOND;

/** A freeze may be lifted from Slack: what it holds is looked at this often. */
export const LOOK_AT_HELD = 5 * MINUTE;

/** So long after a failure its message has buttons. */
export const ACTED_ON = 24 * 60 * MINUTE;

/** When to look whether something newer came after such a failure: 5, 10, 20 … minutes after it ended. */
export function lookAfter(endedAt: number, lastLook: number | undefined): number {
  const past = Math.max(0, (lastLook ?? 0) - endedAt);
  let after = 5 * MINUTE;
  while (after <= past) after *= 2;
  return endedAt + Math.min(after, ACTED_ON);
}

/** A row is forgotten by the table this long after it was last written. */
export const KEEP = 90 * 24 * 60 * MINUTE;
