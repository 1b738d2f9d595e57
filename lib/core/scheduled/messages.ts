import { LONGEST_HOLD_OF_RELEASE, LONGEST_SCHEDULE } from '../base/timing.ts';
import { didYouMean, instantOf, revisionInWords } from '../command/messages.ts';
import { duration } from '../text/duration.ts';
import { personInWords } from '../text/person.ts';
import type { ScheduledRelease } from './release.ts';

/** `shop-api at 9f3c2e1 with LEVEL=debug`. */
function termsOf({ pipeline: { pipeline }, revision, variables = {} }: ScheduledRelease): string {
  const values = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return `${pipeline}${revisionInWords(revision)}${values.length > 0 ? ` with ${values.join(', ')}` : ''}`;
}

function timeOf({ at }: Pick<ScheduledRelease, 'at'>): string {
  return at === undefined ? 'when the freeze ends' : `on ${instantOf(at)}`;
}

/** @param frozen the sentence of the freeze that a release waits for */
export function scheduledConfirmation(id: string, one: ScheduledRelease, frozen: string | undefined): string {
  const holds =
    frozen === undefined
      ? `A freeze at that time holds it, for at most ${duration(LONGEST_HOLD_OF_RELEASE)}.`
      : `${frozen} It waits for at most ${duration(LONGEST_SCHEDULE)}.`;
  return `Scheduled: release ${termsOf(one)} ${timeOf(one)}, as ${id}. ${holds} Cancel it with /signalbox cancel ${id}.`;
}

export function scheduledAnnouncement(id: string, one: ScheduledRelease): string {
  return `<@${one.by}> scheduled a release of ${termsOf(one)} ${timeOf(one)}. /signalbox cancel ${id} cancels it.`;
}

export function noFreezeNow(pipeline: string): string {
  return `No freeze holds ${pipeline} now. Use /signalbox release ${pipeline}, or name a time, as in at 18:00. Nothing was scheduled.`;
}

export function scheduledInWords(id: string, one: ScheduledRelease, now: number): string {
  const isHeld = one.at !== undefined && one.at <= now;
  const when = isHeld
    ? `was due ${timeOf(one)} and waits until ${instantOf(one.until)} at most`
    : one.at === undefined
      ? `${timeOf(one)}, until ${instantOf(one.until)} at most`
      : timeOf(one);
  return `${id}: release ${termsOf(one)} ${when}, by ${personInWords({ user: one.by, name: one.name })}`;
}

function namedIn(id: string, one: ScheduledRelease): string {
  return `The release of ${termsOf(one)}, scheduled by <@${one.by}> (${id}),`;
}

export function heldInWords(id: string, one: ScheduledRelease, frozen: string): string {
  return `${namedIn(id, one)} is held: ${frozen} It starts when the freeze ends, until ${instantOf(one.until)} at most. /signalbox cancel ${id} cancels it.`;
}

export function startedInWords(id: string, { by }: ScheduledRelease, because: string): string {
  return `${because} Scheduled by <@${by}> (${id}).`;
}

export function notStarted(id: string, one: ScheduledRelease, because: string): string {
  return `${namedIn(id, one)} did not start: ${because}`;
}

export function expired({ until }: ScheduledRelease, why: string | undefined): string {
  return `It expired on ${instantOf(until)}${why === undefined ? '.' : `: ${why}`}`;
}

export const noAnswerFromAws =
  'AWS did not answer when Signalbox started it. It may have started all the same: see the AWS console.';
export const readWhenDue = 'A scheduled release that is due is judged again.';
export const heldOnce = 'A scheduled release waits for the end of a freeze.';

export function cancelledInWords(id: string, one: ScheduledRelease): string {
  return `the scheduled release of ${termsOf(one)} (${id})`;
}

export function cancelConfirmation(inWords: string, because: string): string {
  return `Cancelled: ${inWords}. ${because}`;
}

export function cancelAnnouncement(user: string, inWords: string): string {
  return `<@${user}> cancelled ${inWords}.`;
}

export const ownRelease = 'You scheduled it.';

export function nothingToCancel(what: string, live: [string, ScheduledRelease][], near: string[], now: number): string {
  const there = live.map(([id, one]) => scheduledInWords(id, one, now));
  const all = there.length > 0 ? `There are: ${there.join('; ')}.` : 'No release is scheduled now.';
  return [`There is no scheduled release "${what}".`, didYouMean(near), all].filter(Boolean).join(' ');
}

export function startsNow(id: string, { pipeline: { pipeline } }: ScheduledRelease): string {
  return `${id} is starting now, so it cannot be cancelled. Stop its execution with /signalbox stop ${pipeline} because …`;
}
