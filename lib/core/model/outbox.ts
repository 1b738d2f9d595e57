import { contentHash } from '../base/content-hash.ts';
import {
  backOff,
  LASTING_RETRY,
  LEASE,
  LONGEST_SETTLE,
  LONGEST_TRANSITION_RETRY,
  LOST_ANSWER,
  SETTLE,
} from '../base/timing.ts';
import type { MessageRef } from './effect.ts';
import type { EffectOutcome } from './input.ts';

/** What is done, and what somebody is doing, by the key of the wish. */
export type Outbox = Record<string, OutboxEntry>;

export interface OutboxEntry {
  /** Somebody is at it, until then. */
  claim?: { id: string; until: number } | undefined;
  /** When it was last done. */
  doneAt?: number | undefined;
  /** Digest of what was done last. */
  digest?: string | undefined;
  /** The message it became, and the channel that the policy named for it (a name or an id; Slack answers the id). */
  message?: MessageRef | undefined;
  channel?: string | undefined;
  /** The news that the message's first look told. */
  firstTold?: string[] | undefined;
  /** Digest of the diagnoses that the reply was written with. */
  told?: string | undefined;
  /** It may have happened since then though nobody said so. */
  maybeSince?: number | undefined;
  /** Of a transition: what was tried last. */
  wanted?: 'closed' | 'open' | undefined;
  notBefore?: number | undefined;
  /** How long it settles between two looks: wider when Slack says that all messages together are too many. */
  pace?: number | undefined;
  /** Digest of what is being tried, failures in a row, since when, and the last reason. */
  trying?: string | undefined;
  tries?: number | undefined;
  failingSince?: number | undefined;
  why?: string | undefined;
  because?: string | undefined;
}

export function settle(ledger: Outbox, outcome: EffectOutcome, now: number, subject: string): Outbox {
  const entry = ledger[outcome.key] ?? {};
  const ours = entry.claim?.id === outcome.claim;
  return { ...ledger, [outcome.key]: { ...settled(entry, outcome, now, ours, subject) } };
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
      ...(ours ? without(entry, ['claim', 'maybeSince', 'tries', 'failingSince', 'why']) : entry),
      doneAt: now,
      // Another took over meanwhile: whose look the message has now cannot be known, so it is shown again.
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
    maybeSince: result.unsure ? maybeSince(entry) : entry.maybeSince,
    tries,
    failingSince: entry.failingSince ?? now,
    why: result.why,
    pace: result.retryAfter === undefined ? entry.pace : paced(entry.pace, 2),
    notBefore: now + pause(key, tries, spread, result),
  };
}

/** Between 0 and 1, and always the same for the same name. */
export function spreadOf(name: string): number {
  return (Number.parseInt(contentHash(name).slice(-3), 36) % 100) / 100;
}

function paced(pace: number | undefined, times: number): number {
  return Math.min(Math.max(SETTLE, (pace ?? SETTLE) * times), LONGEST_SETTLE);
}

/** Since when it may have happened: an answer was lost, or a claim ran out with no word. */
export function maybeSince(entry: OutboxEntry | undefined): number | undefined {
  return entry?.maybeSince ?? (entry?.claim && entry.claim.until - LEASE);
}

/** Transitions that were just read are moved at once, however long we meant to wait. */
export function resumed(ledger: Outbox): Outbox {
  const entries = Object.entries(ledger).map(([key, entry]) => {
    return [key, key.startsWith('gate:') ? without(entry, ['notBefore']) : entry] as const;
  });
  return Object.fromEntries(entries);
}

/** A claim that ran out with no word is a failure too: what kills every worker must not be tried for ever. */
export function unanswered(entry: OutboxEntry, now: number): Partial<OutboxEntry> {
  const { tries = 0, failingSince = now } = entry;
  return { maybeSince: maybeSince(entry), tries: tries + 1, failingSince, why: 'Whoever was at it gave no answer.' };
}

/** What closes and opens transitions, or finds out which there are. All transitions of a pipeline are tried together. */
const PROMPT = /^(gate:|survey$|roll-call)/;

function pause(
  key: string,
  tries: number,
  spread: number,
  { retryAfter, lasting, unsure, gone }: EffectOutcome['result'] & { done: false },
) {
  if (gone) return 0;
  if (lasting) return LASTING_RETRY;
  const wait = PROMPT.test(key) ? backOff(tries, spread, LONGEST_TRANSITION_RETRY) : backOff(tries, spread);
  return Math.max(wait, unsure ? LOST_ANSWER : 0, retryAfter === undefined ? 0 : retryAfter * 1000 * (1 + spread));
}

function without(entry: OutboxEntry, fields: (keyof OutboxEntry)[]): OutboxEntry {
  return Object.fromEntries(Object.entries(entry).filter(([field]) => !fields.includes(field as keyof OutboxEntry)));
}
