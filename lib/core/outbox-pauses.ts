import { contentHash } from './base/content-hash.ts';
import {
  backOff,
  LASTING_RETRY,
  LEASE,
  LONGEST_SETTLE,
  LONGEST_TRANSITION_RETRY,
  LOST_ANSWER,
  SETTLE,
} from './base/timing.ts';
import { isTransitionKey } from './freeze/outbox-keys.ts';
import type { EffectOutcome } from './model/input.ts';
import type { Outbox, OutboxEntry } from './model/outbox.ts';

/** The change of the outbox by an outcome, and how long the next attempt or update waits. */

export function settle(outbox: Outbox, outcome: EffectOutcome, now: number, subject: string): Outbox {
  const entry = outbox[outcome.key] ?? {};
  const ours = entry.claim?.id === outcome.claim;
  return { ...outbox, [outcome.key]: { ...settled(entry, outcome, now, ours, subject) } };
}

function settled(
  entry: OutboxEntry,
  { key, result }: EffectOutcome,
  now: number,
  ours: boolean,
  subject: string,
): OutboxEntry {
  if (result.done) {
    return {
      ...(ours ? without(entry, ['claim', 'maybeSince', 'tries', 'failingSince', 'why', 'fixed', 'event']) : entry),
      doneAt: now,
      // Another worker took over the lease; either version may be on screen, so send it again.
      digest: ours ? result.digest : undefined,
      message: entry.message ?? result.message,
      notBefore: now + (entry.pace ?? SETTLE),
      pace: paced(entry.pace, 1 / 2),
    };
  }
  if (!ours) return entry;
  const tries = (entry.tries ?? 0) + 1;
  const spread = spreadOf(subject + (PROMPT.test(key) ? '' : key));
  return {
    ...without(entry, result.gone ? ['claim', 'message', 'digest', 'doneAt'] : ['claim']),
    fixed: result.fixed ? true : entry.fixed,
    maybeSince: result.unsure ? maybeSince(entry) : entry.maybeSince,
    tries,
    failingSince: entry.failingSince ?? now,
    why: result.why,
    pace: result.retryAfter === undefined ? entry.pace : paced(entry.pace, 2),
    notBefore: now + pause(key, tries, spread, result),
  };
}

export function spreadOf(name: string): number {
  return (Number.parseInt(contentHash(name).slice(-3), 36) % 100) / 100;
}

function paced(pace: number | undefined, times: number): number {
  return Math.min(Math.max(SETTLE, (pace ?? SETTLE) * times), LONGEST_SETTLE);
}

/** The effect may have happened since then: a response was lost, or a lease expired without an outcome. */
export function maybeSince(entry: OutboxEntry | undefined): number | undefined {
  return entry?.maybeSince ?? (entry?.claim && entry.claim.until - LEASE);
}

/** Transitions that were just read are moved at once, without the rest of their pause. */
export function resumed(outbox: Outbox): Outbox {
  const entries = Object.entries(outbox).map(([key, entry]) => {
    return [key, isTransitionKey(key) ? without(entry, ['notBefore']) : entry] as const;
  });
  return Object.fromEntries(entries);
}

/** A lease that expired without an outcome is a failure too: an effect that kills workers must be given up. */
export function unanswered(entry: OutboxEntry, now: number): Partial<OutboxEntry> {
  const { tries = 0, failingSince = now } = entry;
  return {
    maybeSince: maybeSince(entry),
    tries: tries + 1,
    failingSince,
    why: 'The worker stopped before it recorded an outcome.',
  };
}

/** Effects that move or discover transitions retry soon. All transitions of a pipeline retry together. */
const PROMPT = /^(gate:|survey$|roll-call)/;

function pause(
  key: string,
  tries: number,
  spread: number,
  {
    retryAfter,
    retryWithin = Number.POSITIVE_INFINITY,
    lasting,
    unsure,
    gone,
  }: EffectOutcome['result'] & { done: false },
) {
  if (gone) return 0;
  if (lasting) return LASTING_RETRY;
  const wait = PROMPT.test(key) ? backOff(tries, spread, LONGEST_TRANSITION_RETRY) : backOff(tries, spread);
  const longest = retryWithin * 1000 * (1 + spread);
  return Math.max(
    Math.min(wait, longest),
    unsure ? LOST_ANSWER : 0,
    retryAfter === undefined ? 0 : retryAfter * 1000 * (1 + spread),
  );
}

function without(entry: OutboxEntry, fields: (keyof OutboxEntry)[]): OutboxEntry {
  return Object.fromEntries(Object.entries(entry).filter(([field]) => !fields.includes(field as keyof OutboxEntry)));
}
