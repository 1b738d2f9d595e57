import { canonical } from '../../core/base/merge.ts';
import { DAY } from '../../core/base/units.ts';
import { times } from '../calendar/time-sources.ts';
import type { Window } from '../calendar/timeline.ts';
import type { Policy, Scope } from '../file/schema.ts';
import { calendarOf, occurrencesOf } from '../freeze/occurrences.ts';
import type { Freeze } from '../freeze/schema.ts';
import { contains } from '../scope/glob-sets.ts';
import { ALL, linksOf } from '../scope/scope.ts';
import { type ComparedWindows, compared } from './compared-windows.ts';
import { hiddenFreeze, sameFreeze } from './messages.ts';

/** Finds freezes that other freezes make redundant. The first windows of most freezes show that they are not. Windows are
 *  computed as far as they are compared, and once. */

const YEAR = 366 * DAY;
/** Windows that are compared for each freeze: fewer if there are many freezes. */
const most = (freezes: number) => Math.min(500, Math.max(SAMPLE, Math.floor(20_000 / freezes)));
const SAMPLE = 14;

export function redundantFreezes(policy: Policy, now: number): Map<number, string[]> {
  const found = new Map<number, string[]>();
  const firstIds = new Map<string, string>();
  const limit = most(policy.freezes.length);
  const all = policy.freezes.flatMap((freeze, index): Comparable[] => {
    const content = canonical(contentOf(freeze));
    const same = firstIds.get(content);
    if (same !== undefined) {
      found.set(index, [sameFreeze(same)]);
      return [];
    }
    firstIds.set(content, freeze.id);
    if (freeze.ssmCalendar) return [];
    const windows = compared(occurrencesOf(freeze, times, calendarOf(policy, freeze)), now, limit);
    const [first] = windows.from(now);
    return first ? [{ freeze, index, windows, first, override: canonical(freeze.override ?? null) }] : [];
  });
  const denying = all.filter(({ freeze }) => freeze.kind === 'deny');
  const covers = scopeCovers(policy);
  for (const one of all) {
    const others = denying.filter((other) => isStricter(policy, other, one, covers));
    const hidden = hiddenBy(one, others, { now, limit });
    if (hidden) found.set(one.index, [hiddenFreeze(one.freeze.kind, hidden.by, hidden.windows)]);
  }
  return found;
}

interface Comparable {
  freeze: Freeze;
  index: number;
  windows: ComparedWindows;
  first: Window;
  override: string;
}

function contentOf({ kind, scope, tz, every, once, ics, ssmCalendar, except, mode }: Freeze) {
  return { kind, scope, tz, every, once, ics, ssmCalendar, except, mode };
}

/** True if `other` denies wherever `one` applies, at least as strictly. An allow freeze opens nothing while a deny freeze
 *  is active, also if that freeze can be overridden. */
function isStricter(
  { mode }: Policy,
  { freeze: other, override }: Comparable,
  one: Comparable,
  covers: (outer: string, inner: string) => boolean,
): boolean {
  if (other === one.freeze) return false;
  const isReal = (other.mode ?? mode) === 'enforce' || (one.freeze.mode ?? mode) === 'report';
  const isLasting = one.freeze.kind === 'allow' || other.override === undefined || override === one.override;
  return isReal && isLasting && covers(other.scope, one.freeze.scope);
}

interface Span {
  now: number;
  limit: number;
}

function hiddenBy(one: Comparable, others: Comparable[], { now, limit }: Span) {
  let left = others.filter(({ windows }) => windows.hold(one.first));
  // Several deny freezes together may cover an allow window.
  const isJoint = left.length === 0 && one.freeze.kind === 'allow' && others.length > 1;
  const used = new Set<Comparable>();
  let count = 0;
  for (const window of one.windows.from(now)) {
    if ((count > 0 && window.start >= now + YEAR) || count >= limit) break;
    const by = isJoint ? jointly(others, window) : left.filter(({ windows }) => windows.hold(window));
    if (by.length === 0) return undefined;
    if (isJoint) for (const other of by) used.add(other);
    else left = by;
    count++;
  }
  const by = isJoint ? [...used] : left.slice(0, 1);
  return { by: by.map(({ freeze }) => freeze.id), windows: count };
}

/** @returns the freezes that together cover the window; none if a part of it is free */
function jointly(others: Comparable[], { start, end }: Window): Comparable[] {
  const used: Comparable[] = [];
  for (let at = start; at < end; ) {
    const since = at;
    const next = others.reduce<{ other?: Comparable; until: number }>(
      (best, other) => {
        const until = other.windows.reach(since);
        return until > best.until ? { other, until } : best;
      },
      { until: since },
    );
    if (!next.other) return [];
    used.push(next.other);
    at = next.until;
  }
  return used;
}

/** True if every pipeline of one scope is surely in the other. */
function scopeCovers({ scopes }: Policy): (outer: string, inner: string) => boolean {
  const known = new Map<string, boolean>();
  return (outer, inner) => {
    if (outer === ALL || outer === inner) return true;
    const key = `${outer}\n${inner}`;
    const answer = known.get(key) ?? isWider(scopes[outer], scopes[inner]);
    known.set(key, answer);
    return answer;
  };
}

function isWider(outer: Scope | undefined, inner: Scope | undefined): boolean {
  if (!outer || !inner) return false;
  return linksOf(outer).every((wide) => linksOf(inner).some((narrow) => isWiderAlone(wide, narrow)));
}

function isWiderAlone(outer: Scope, inner: Scope): boolean {
  if (outer.exclude) return false;
  const fields = ['pipelines', 'stages', 'accounts', 'regions'] as const;
  const holds = fields.every((field) => {
    const [wide, narrow] = [outer[field], inner[field]];
    return !wide || (narrow?.every((glob) => wide.some((one) => contains(one, glob))) ?? false);
  });
  return holds && (!outer.tags || canonical(outer.tags) === canonical(inner.tags ?? null));
}
