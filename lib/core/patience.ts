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
const LONGEST_RETRY = 5 * MINUTE;
export const LASTING_RETRY = 15 * MINUTE;
/** What could not be told for this long is given up; what could not be read, much sooner: the rest is told without. */
export const GIVE_UP_TELLING = 24 * 60 * MINUTE;
export const GIVE_UP_READING = 20 * MINUTE;

/** The sweep comes by this often; what is due sooner asks for a wake of its own. */
export const SWEEP = MINUTE;

/** Seconds to minutes, doubling, and spread by the subject's own name so that a thousand do not come back at once. */
export function backOff(tries: number, spread: number): number {
  const wait = Math.min(FIRST_RETRY * 2 ** (tries - 1), LONGEST_RETRY);
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

/** A row is forgotten by the table this long after it was last written. */
export const KEEP = 90 * 24 * 60 * MINUTE;
