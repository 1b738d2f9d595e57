import { dateAndTime } from '../calendar/local-time.ts';
import { times } from '../calendar/time-sources.ts';
import { type ClockChange, clockChangesOf, exists, instantsOf } from '../calendar/zone.ts';
import { isWholeDays, occurrencesOf } from '../freeze/occurrences.ts';
import type { Freeze } from '../freeze/schema.ts';
import { doubledEdge, skippedEdge, vanishes } from './messages.ts';

/** At a clock change, a local time may not exist or may occur twice. */

const LOOKED_AT = 2 * 365 * 24 * 60 * 60 * 1000;
const MOST = 4;

export function clockChangeWarnings(freeze: Freeze, now: number): string[] {
  const { every, once, tz } = freeze;
  if (once) {
    const [from = 0, until = 0] = [once.from, once.until].map((text) => Date.parse(`${text}Z`));
    return instantsOf(tz, until).last > now ? strange(freeze, from, until) : [];
  }
  if (!every) return [];
  const hasLocalEnd = isWholeDays(every.duration ?? 0);
  const local = occurrencesOf({ ...freeze, tz: 'UTC' }, times);
  const near = (change: ClockChange) => {
    const found: string[] = [];
    // Both may be local times that the clock skips or shows twice.
    for (const { start, end } of local(change.from - 1)) {
      if (start >= change.until || found.length >= MOST) break;
      found.push(...strange(freeze, start, hasLocalEnd ? end : undefined));
    }
    return found;
  };
  return clockChangesOf(tz, now, now + LOOKED_AT)
    .flatMap(near)
    .slice(0, MOST);
}

function strange({ tz, kind }: Freeze, start: number, end: number | undefined): string[] {
  const [from, to] = [instantsOf(tz, start), end === undefined ? undefined : instantsOf(tz, end)];
  const [begins, ends] = kind === 'deny' ? [from.first, to?.last] : [from.last, to?.first];
  if (ends !== undefined && ends <= begins) return [vanishes(written(start))];
  return [
    ...edge('starts', tz, start, from),
    ...(end === undefined || to === undefined ? [] : edge('ends', tz, end, to)),
  ];
}

function edge(verb: 'starts' | 'ends', tz: string, local: number, { first, last }: { first: number; last: number }) {
  if (!exists(tz, local)) return [skippedEdge(verb, written(local), dateAndTime(tz, first))];
  return first === last ? [] : [doubledEdge(verb, written(local), [dateAndTime(tz, first), dateAndTime(tz, last)])];
}

function written(local: number): string {
  return new Date(local).toISOString().slice(0, 16).replace('T', ' ');
}
