import { DAY } from '../base/units.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox, OutboxEntry } from '../model/outbox.ts';
import { type Events, putting } from './event.ts';

/** An event stays in the outbox until it was put: the next fact may change what is true, and the decision was made. */
export function withWaiting({ bus, outbox }: Events, planned: Intent[]): Intent[] {
  const waiting = Object.entries(outbox).flatMap(([key, { event, because = '', doneAt }]) =>
    event && doneAt === undefined ? [putting(bus, key, event, { because, from: 0, after: [] })] : [],
  );
  // A repetition has the content of the first, which may have been put already.
  const keys = new Set(waiting.map(({ key }) => key));
  return [...planned.filter(({ key }) => !keys.has(key)), ...waiting];
}

export function keeping({ effect, because }: Intent): Partial<OutboxEntry> {
  return effect.type === 'putEvent' ? { event: effect.event, because } : {};
}

/** Long after every freeze. */
const LONGEST_HELD = 100 * DAY;

/** Rows of pipelines and the shared state live for ever, so their entries may not. No event is planned two days later. */
export function withoutOldEvents(outbox: Outbox, now: number): Outbox {
  const isOld = (key: string) => {
    if (!/^event[:-]/.test(key)) return false;
    const { doneAt, event } = outbox[key] ?? {};
    const at = doneAt ?? event?.at ?? now;
    return at < now - (isStillHeld(key, outbox) ? LONGEST_HELD : 2 * DAY);
  };
  if (!Object.keys(outbox).some(isOld)) return outbox;
  return Object.fromEntries(Object.entries(outbox).filter(([key]) => !isOld(key)));
}

const HELD = 'event:held:';

function isStillHeld(key: string, outbox: Outbox): boolean {
  return key.startsWith(HELD) && outbox[releaseOf(key)] === undefined;
}

export function heldKey(stage: string, since: number): string {
  return `${HELD}${stage}@${since}`;
}

/** @returns the event that ends it */
export function releaseOf(held: string): string {
  return held.replace(HELD, 'event:released:');
}

/** More than one if an end was missed, as without a bus. The name of a stage may have an `@`. */
export function unreleased(stage: string, outbox: Outbox): string[] {
  const start = `${HELD}${stage}@`;
  const isHeld = (key: string) => key.startsWith(start) && /^\d+$/.test(key.slice(start.length));
  return Object.keys(outbox).filter((key) => isHeld(key) && outbox[releaseOf(key)]?.doneAt === undefined);
}
