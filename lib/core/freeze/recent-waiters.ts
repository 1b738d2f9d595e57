import { LONGEST_ORDER } from '../base/timing.ts';
import { DAY } from '../base/units.ts';
import type { Outbox } from '../model/outbox.ts';
import type { PipelineTransitions } from './transitions.ts';

/** Forgets who waited before the longest lock began, and after a day who waits no more: the row must not grow. */
export function withRecentWaiters(gates: PipelineTransitions, now: number): PipelineTransitions {
  const { waiters, ...rest } = gates;
  if (!waiters) return gates;
  const recent = Object.entries(waiters).filter(([, [at, { waits }]]) => at > now - (waits ? LONGEST_ORDER : DAY));
  return recent.length > 0 ? { ...rest, waiters: Object.fromEntries(recent) } : rest;
}

/** Forgets the notices of a lock that has certainly ended. */
export function withoutOldLocks(outbox: Outbox, now: number): Outbox {
  const isOld = (key: string) => key.startsWith('lock-') && (outbox[key]?.doneAt ?? now) <= now - LONGEST_ORDER;
  if (!Object.keys(outbox).some(isOld)) return outbox;
  return Object.fromEntries(Object.entries(outbox).filter(([key]) => !isOld(key)));
}
