import type { DetailOf, DetailType } from '../../../events/signalbox/details.ts';
import { GIVE_UP_NOTIFYING } from '../base/timing.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';

/** The client adds the version, the console link and the limits of lengths. `at` is in milliseconds. */
export type Content<T extends DetailType> = Omit<DetailOf<T>, 'version' | 'id' | 'at' | 'url'>;

export type SignalboxEvent = {
  [T in DetailType]: { type: T; id: string; at: number; detail: Content<T> };
}[DetailType];

export interface Events {
  bus: string;
  outbox: Outbox;
  now: number;
}

interface About<T extends DetailType> {
  type: T;
  /** The same for each repetition of the decision. */
  id: string;
  at: number;
  because: string;
  from?: number;
  after?: string[];
}

/** One decision as an event, once under its key.
 *  @param content called only while the event was not put */
export function event<T extends DetailType>(
  { bus, outbox, now }: Events,
  key: string,
  { type, id, at, because, from = 0, after = [] }: About<T>,
  content: () => Content<T>,
): Intent[] {
  if (outbox[key]?.doneAt !== undefined || at <= now - GIVE_UP_NOTIFYING) return [];
  const decided = { type, id, at, detail: content() } as SignalboxEvent;
  return [putting(bus, key, decided, { because, from, after })];
}

export function putting(
  bus: string,
  key: string,
  event: SignalboxEvent,
  { because, from, after }: Pick<Intent, 'because' | 'from' | 'after'>,
): Intent {
  const effect = { type: 'putEvent', bus, event } as const;
  return { key, kind: 'once', effect, because, after, from, giveUp: GIVE_UP_NOTIFYING };
}

/** Milliseconds; the last instant that a date can hold. */
const LAST = 8.64e15;

export function iso(at: number): string {
  return new Date(Number.isFinite(at) ? Math.min(Math.max(at, -LAST), LAST) : 0).toISOString();
}

/** @returns undefined if it is unknown or never */
export function isoIfKnown(at: number | undefined): string | undefined {
  return at === undefined || Math.abs(at) > LAST ? undefined : iso(at);
}
