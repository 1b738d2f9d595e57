import { LONGEST_ORDER } from '../../core/base/timing.ts';
import { DAY } from '../../core/base/units.ts';
import { duration } from '../../core/text/duration.ts';
import { everFires, isEitherDay } from '../calendar/cron.ts';
import { dateAndTime } from '../calendar/local-time.ts';
import { times } from '../calendar/time-sources.ts';
import { instantsOf, localAt } from '../calendar/zone.ts';
import { type Obstacle, obstacleIn } from '../command/scope-of-names.ts';
import type { Policy } from '../file/schema.ts';
import { calendarOf, occurrencesOf } from '../freeze/occurrences.ts';
import { usableOverride } from '../freeze/override.ts';
import type { Freeze } from '../freeze/schema.ts';
import { coming } from '../freeze/windows.ts';
import { clockChangeWarnings } from './clock-changes.ts';
import type { Contradiction } from './contradictions.ts';
import { redundantFreezes } from './freeze-overlaps.ts';
import {
  eitherDay,
  idleException,
  longFreeze,
  longOverride,
  NEVER_FIRES,
  namedLikeAll,
  noMoreWindows,
  overlapsItself,
  uselessOverride,
} from './messages.ts';

/** An approval action expires after this time by default. */
export const APPROVAL_LIFETIME = 7 * DAY;
/** CodePipeline does not continue executions that waited longer. */
const EXECUTION_LIFETIME = 30 * DAY;
/** Two weeks of a nightly freeze, and a year of a monthly one. */
const LOOKED_AT = 14;

export function freezeWarnings(policy: Policy, now: number): Contradiction[] {
  const redundant = redundantFreezes(policy, now);
  return policy.freezes.flatMap((freeze, index) => {
    const about =
      (...key: string[]) =>
      (message: string) => ({ path: ['freezes', index, ...key], message });
    return [
      ...[
        ...never(policy, freeze, now),
        ...long(policy, freeze, now),
        ...crons(freeze),
        ...ownOverlap(freeze, now),
        ...clockChangeWarnings(freeze, now),
        ...(redundant.get(index) ?? []),
      ].map(about()),
      ...overrides(policy, freeze).map(about('override')),
      ...idleExceptions(policy, freeze, now).map(about('except')),
      ...(freeze.override && /^(?:all|\*)$/i.test(freeze.id) ? [about('id')(namedLikeAll(freeze.id))] : []),
    ];
  });
}

function never(policy: Policy, freeze: Freeze, now: number): string[] {
  if (freeze.ssmCalendar) return [];
  for (const _ of occurrencesOf(freeze, times, calendarOf(policy, freeze))(now)) return [];
  return [freeze.every && !everFires(freeze.every.cron) ? NEVER_FIRES : noMoreWindows(freeze.kind)];
}

function long(policy: Policy, freeze: Freeze, now: number): string[] {
  const windows = coming(policy, freeze, now, LOOKED_AT);
  const frozen = freeze.kind === 'deny' ? windows : isAlone(policy, freeze) ? gaps(windows) : [];
  const found =
    frozen.find(({ start, end }) => end - start > EXECUTION_LIFETIME) ??
    frozen.find(({ start, end }) => end - start > APPROVAL_LIFETIME);
  if (!found) return [];
  const length = found.end - found.start;
  const limit = length > EXECUTION_LIFETIME ? 'execution' : 'approval';
  const from = Number.isFinite(length) ? dateAndTime(freeze.tz, found.start) : '';
  return [longFreeze(length, from, limit)];
}

/** Another allow freeze may be open meanwhile. */
function isAlone({ freezes }: Policy, { kind }: Freeze): boolean {
  return freezes.filter((freeze) => freeze.kind === kind).length === 1;
}

function gaps(windows: { start: number; end: number }[]) {
  return windows.flatMap(({ end }, index) => {
    const next = windows[index + 1];
    return next ? [{ start: end, end: next.start }] : [];
  });
}

function crons({ every }: Freeze): string[] {
  return [every?.cron, every?.until].flatMap((cron) =>
    cron !== undefined && isEitherDay(cron) ? [eitherDay(cron)] : [],
  );
}

/** On the wall clock: an overlap in the night of a clock change is no mistake. */
function ownOverlap(freeze: Freeze, now: number): string[] {
  if (!freeze.every) return [];
  let last: number | undefined;
  let [count, began] = [0, 0];
  for (const { start, end } of occurrencesOf({ ...freeze, tz: 'UTC' }, times)(now)) {
    if (last !== undefined && start < last) return [overlapsItself(written(began), written(start))];
    if (++count > LOOKED_AT) break;
    [last, began] = [end, start];
  }
  return [];
}

function written(local: number): string {
  return new Date(local).toISOString().slice(0, 16).replace('T', ' ');
}

/** Only of days to come: the others may have been right. */
function idleExceptions(policy: Policy, { except = [], ...freeze }: Freeze, now: number): string[] {
  if (except.length === 0) return [];
  const all = occurrencesOf(freeze, times, calendarOf(policy, freeze));
  return except.flatMap((days) => {
    const [first = '', last = first] = days.split('/');
    const [from, after] = [instantsOf(freeze.tz, Date.parse(first)).first, Date.parse(last) + DAY];
    if (after <= localAt(freeze.tz, now)) return [];
    for (const { start } of all(from)) {
      if (localAt(freeze.tz, start) >= after) break;
      if (start >= from) return [];
    }
    return [idleException(days)];
  });
}

function overrides(policy: Policy, freeze: Freeze): string[] {
  const { override } = freeze;
  if (!override) return [];
  const usable = usableOverride(policy, freeze)?.allow ?? [];
  const useless = override.allow.filter((name) => !usable.includes(name));
  return [
    ...(useless.length > 0 ? [uselessOverride(useless, obstaclesFor(policy, useless))] : []),
    ...(override.maxFor > LONGEST_ORDER ? [longOverride(duration(LONGEST_ORDER))] : []),
  ];
}

function obstaclesFor(policy: Policy, people: string[]): Obstacle[] {
  const rules = policy.commands.filter(
    (rule) => rule.do.includes('override') && rule.allow.some((name) => people.includes(name)),
  );
  const found = rules.flatMap(({ scope }) => obstacleIn(policy, scope) ?? []);
  return found.filter(({ scope }, at) => found.findIndex((one) => one.scope === scope) === at);
}
