import { DAY } from '../../core/base/units.ts';
import { everFires } from '../calendar/cron.ts';
import { dateAndTime } from '../calendar/local-time.ts';
import { times } from '../calendar/time-sources.ts';
import { runsOf } from '../calendar/timeline.ts';
import { exists, instantsOf } from '../calendar/zone.ts';
import type { Policy } from '../file/schema.ts';
import { occurrencesOf } from '../freeze/occurrences.ts';
import type { Freeze } from '../freeze/schema.ts';
import { coming } from '../freeze/windows.ts';
import type { Contradiction } from './contradictions.ts';
import { overlaps } from './freeze-overlaps.ts';

const LOOKED_AT = 2 * 365 * DAY;
/** CodePipeline does not resume executions that waited longer. */
const LONGEST = 30 * DAY;
/** Enough for two years of an hourly freeze. */
const MOST = 20_000;

function take<T>(all: Iterable<T>, most: number, isWanted: (one: T) => boolean = () => true): T[] {
  const found: T[] = [];
  for (const one of all) {
    if (found.length === most || !isWanted(one)) break;
    found.push(one);
  }
  return found;
}

export function freezeWarnings(policy: Policy, now: number): Contradiction[] {
  return policy.freezes.flatMap((freeze, index) => {
    const warnings = [...never(policy, freeze, now), ...long(policy, freeze, now), ...clockChanges(freeze, now)];
    return [...warnings, ...overlaps(policy, index, now)].map((message) => ({ path: ['freezes', index], message }));
  });
}

function never(policy: Policy, freeze: Freeze, now: number): string[] {
  if (freeze.every && !everFires(freeze.every.cron)) return ['its cron never fires, so it never happens'];
  if (freeze.ssmCalendar || coming(policy, freeze, now, 1).length > 0) return [];
  const consequence = freeze.kind === 'allow' ? ', and what it alone allows is closed for good' : '';
  return [`it does not happen any more${consequence}`];
}

function long(policy: Policy, freeze: Freeze, now: number): string[] {
  if (freeze.kind === 'allow') return [];
  const runs = runsOf(coming(policy, freeze, now, 100));
  const found = runs.find(({ start, end }) => end - start > LONGEST);
  if (!found) return [];
  const days = Math.floor((found.end - found.start) / DAY);
  return [
    `it lasts for ${days} days from ${dateAndTime(freeze.tz, found.start)}; CodePipeline resumes nothing that waited for more than 30 days`,
  ];
}

/** At a clock change, a local time may not exist or may occur twice. */
function clockChanges(freeze: Freeze, now: number): string[] {
  const { every, once, tz, kind } = freeze;
  if (once) {
    const edges = [once.from, once.until].map((text) => Date.parse(`${text}Z`));
    return instantsOf(tz, edges[1] ?? 0).last > now ? strange(tz, edges[0] ?? 0, edges[1]) : [];
  }
  if (!every) return [];
  const plain = { ...freeze, tz: 'UTC', except: freeze.except };
  const local = take(occurrencesOf(plain, times)(now), MOST, ({ start }) => start < now + LOOKED_AT);
  return local
    .flatMap(({ start, end }) => strange(tz, start, every.until === undefined ? undefined : end, kind))
    .slice(0, 4);
}

function strange(tz: string, start: number, end: number | undefined, kind: Freeze['kind'] = 'deny'): string[] {
  const [from, to] = [instantsOf(tz, start), end === undefined ? undefined : instantsOf(tz, end)];
  const [begins, ends] = kind === 'deny' ? [from.first, to?.last] : [from.last, to?.first];
  if (ends !== undefined && ends <= begins) {
    return [`the occurrence of ${written(start)} vanishes: the clock jumps over it, or shows its time twice`];
  }
  return [
    ...edge('begins', tz, start, from),
    ...(end === undefined || to === undefined ? [] : edge('ends', tz, end, to)),
  ];
}

function edge(verb: string, tz: string, local: number, { first, last }: { first: number; last: number }): string[] {
  if (!exists(tz, local)) {
    return [
      `on ${written(local)} the clock jumps over the time at which it ${verb}; it ${verb} with the jump, at ${dateAndTime(tz, first)}`,
    ];
  }
  return first === last
    ? []
    : [
        `the time at which it ${verb}, ${written(local)}, is there twice, at ${dateAndTime(tz, first)} and ${dateAndTime(tz, last)}; what keeps more frozen counts`,
      ];
}

function written(local: number): string {
  return new Date(local).toISOString().slice(0, 16).replace('T', ' ');
}
