import { canonical } from '../../core/base/merge.ts';
import { times } from '../calendar/time-sources.ts';
import { merged, type Occurrences, type Window } from '../calendar/timeline.ts';
import type { Policy } from '../file/schema.ts';
import { occurrencesOf } from '../freeze/occurrences.ts';
import type { Freeze } from '../freeze/schema.ts';
import { contains } from '../scope/glob-sets.ts';
import { ALL } from '../scope/scope.ts';
import { hiddenFreeze, sameFreeze } from './messages.ts';

/** Finds freezes that other freezes make redundant. Most are not, and their first window shows it. Freezes are looked
 *  at in the order of their first windows, so that each window of another freeze is computed once and compared with the
 *  next few windows only. */

const YEAR = 366 * 24 * 60 * 60 * 1000;
/** Limits an hourly freeze to a few weeks. */
const MOST = 500;

/** @returns warnings by index */
export function redundantFreezes(policy: Policy, now: number): Map<number, string[]> {
  const found = new Map<number, string[]>();
  const firstIds = new Map<string, string>();
  const all = policy.freezes.flatMap((freeze, index): Comparable[] => {
    const content = canonical(contentOf(freeze));
    const same = firstIds.get(content);
    if (same !== undefined) {
      found.set(index, [sameFreeze(same)]);
      return [];
    }
    firstIds.set(content, freeze.id);
    if (freeze.ssmCalendar) return [];
    const calendar = freeze.ics === undefined ? undefined : policy.calendars?.[freeze.ics];
    const occurrences = occurrencesOf(freeze, times, calendar);
    const [first] = occurrences(now);
    const override = canonical(freeze.override ?? null);
    return first ? [{ freeze, index, occurrences, first, override, known: undefined }] : [];
  });
  const denying = all.filter(({ freeze }) => freeze.kind === 'deny');
  const covers = scopeCovers(policy);
  for (const one of all.toSorted((a, b) => a.first.start - b.first.start)) {
    const others = denying.filter((other) => isStricter(policy, other, one, covers));
    const hidden = hiddenBy(one, others, now);
    if (hidden) found.set(one.index, [hiddenFreeze(one.freeze.kind, hidden.by, hidden.windows)]);
  }
  return found;
}

interface Comparable {
  freeze: Freeze;
  index: number;
  occurrences: Occurrences;
  first: Window;
  override: string;
  /** The merged window at or after `asked`. */
  known: (Window & { asked: number }) | undefined;
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

function hiddenBy(one: Comparable, others: Comparable[], now: number): { by: string[]; windows: number } | undefined {
  let left = others.filter((other) => reach(other, one.first.start) >= one.first.end);
  // Several deny freezes together may cover an allow window.
  const isJoint = left.length === 0 && one.freeze.kind === 'allow' && others.length > 1;
  const used = new Set<Comparable>();
  let count = 0;
  for (const window of one.occurrences(now)) {
    if (window.start >= now + YEAR || count >= MOST) break;
    if (isJoint) {
      const by = jointly(others, window);
      if (!by) return undefined;
      for (const other of by) used.add(other);
    } else {
      left = left.filter((other) => reach(other, window.start) >= window.end);
      if (left.length === 0) return undefined;
    }
    count++;
  }
  const [first] = left;
  const by = isJoint ? [...used] : first ? [first] : [];
  return by.length > 0 ? { by: by.map(({ freeze }) => freeze.id), windows: count } : undefined;
}

function jointly(others: Comparable[], { start, end }: Window): Comparable[] | undefined {
  const used: Comparable[] = [];
  let at = start;
  while (at < end) {
    const [next] = others.filter((other) => reach(other, at) > at).toSorted((a, b) => reach(b, at) - reach(a, at));
    if (!next) return undefined;
    used.push(next);
    at = reach(next, at);
  }
  return used;
}

/** End of the merged window that is active at an instant; the instant itself if none is. */
function reach(one: Comparable, at: number): number {
  const { known } = one;
  const isKnown = known && known.asked <= at && at < known.end;
  const window = isKnown ? known : nextWindow(one.occurrences, at);
  if (window !== known) one.known = { ...window, asked: at };
  return window.start <= at ? window.end : at;
}

function nextWindow(occurrences: Occurrences, at: number): Window {
  const [first] = merged(occurrences(at), (start) => Math.max(start, at) + YEAR);
  return first ?? { start: Number.POSITIVE_INFINITY, end: Number.POSITIVE_INFINITY };
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

function isWider(outer: Policy['scopes'][string] | undefined, inner: Policy['scopes'][string] | undefined): boolean {
  if (!outer || !inner || outer.exclude) return false;
  const fields = ['pipelines', 'stages', 'accounts', 'regions'] as const;
  const holds = fields.every((field) => {
    const [wide, narrow] = [outer[field], inner[field]];
    return !wide || (narrow?.every((glob) => wide.some((one) => contains(one, glob))) ?? false);
  });
  return holds && (!outer.tags || canonical(outer.tags) === canonical(inner.tags ?? null));
}
