import { DAY } from '../../core/base/units.ts';
import type { ManualOverride } from '../../core/command/shared-state.ts';
import { HORIZON } from '../calendar/timeline.ts';
import type { Covering } from './rule.ts';

export type State = Covering & { now: number } & (
    | { type: 'broken'; why: string }
    | { type: 'overridden'; by: ManualOverride }
    | { type: 'on'; start: number; end?: number }
    /** `from`: start of the next window. */
    | { type: 'off'; from?: number }
  );

export function stateOf(covering: Covering, now: number): State {
  const { rule, isSure, overrides } = covering;
  // A broken freeze cannot be overridden, because its times are unknown.
  const by = typeof rule.timeline === 'string' ? undefined : overriding(covering, now);
  return by ? { rule, isSure, overrides, now, type: 'overridden', by } : windowState(covering, now);
}

function overriding({ overrides }: Covering, now: number): ManualOverride | undefined {
  return overrides.filter(({ from, until }) => from <= now && now < until).sort((a, b) => b.until - a.until)[0];
}

export function withoutOverride(covering: Covering, now: number): State {
  return stateOf({ ...covering, overrides: [] }, now);
}

function windowState({ rule, isSure, overrides }: Covering, now: number): State {
  const { timeline } = rule;
  if (typeof timeline === 'string') return { rule, isSure, overrides, now, type: 'broken', why: timeline };
  const window = timeline.around(now);
  if (!window) return { rule, isSure, overrides, now, type: 'off', from: timeline.next(now) };
  return { rule, isSure, overrides, now, type: 'on', start: window.start, end: window.end };
}

/** Rules that block a target, deny freezes first. One open allow window is enough among those of one file: a team cannot
 *  open what the main file keeps closed. */
export function blockers(states: State[]): State[] {
  const broken = states.filter(({ type }) => type === 'broken');
  const denying = states.filter(({ type, rule }) => type === 'on' && rule.kind === 'deny');
  const allowing = states.filter(({ rule }) => rule.kind === 'allow');
  const open = new Set(allowing.flatMap(({ type, rule }) => (type === 'on' ? [rule.team] : [])));
  const closed = allowing.filter(({ type, rule }) => type === 'off' && !open.has(rule.team));
  return [...broken, ...denying, ...closed];
}

/** First instant without a blocking rule; undefined if none is in sight. */
export function openAgain(covered: Covering[], now: number): number | undefined {
  const last = dayOf(now) + HORIZON;
  let at: number | undefined = now;
  while (at !== undefined && at <= last) {
    const later = blockedUntil(covered, at);
    if (later === at) return at;
    at = Number.isFinite(later) ? later : undefined;
  }
  return undefined;
}

/** The limit for looking ahead is the same for a whole day. */
export function dayOf(now: number): number {
  return Math.floor(now / DAY) * DAY;
}

/** The next instant to check, or `at` if nothing blocks. All deny windows must end; one allow window of each file must begin. */
function blockedUntil(covered: Covering[], at: number): number {
  let denied = at;
  const files = new Map<string | undefined, { opens: number; isClosed: boolean }>();
  for (const one of covered) {
    const { rule, overrides } = one;
    if (typeof rule.timeline === 'string') return Number.POSITIVE_INFINITY;
    const by = overriding(one, at);
    if (by) {
      // After the override, its own windows may open it.
      if (rule.kind === 'allow') opensAt(rule.team, by.until);
      continue;
    }
    const lifts = overrides.reduce(
      (first, { from }) => (from > at ? Math.min(first, from) : first),
      Number.POSITIVE_INFINITY,
    );
    const window = rule.timeline.around(at);
    if (rule.kind === 'deny') {
      if (window) denied = Math.max(denied, Math.min(window.end ?? Number.POSITIVE_INFINITY, lifts));
      continue;
    }
    const file = opensAt(rule.team, window ? at : Math.min(rule.timeline.next(at) ?? Number.POSITIVE_INFINITY, lifts));
    if (!window) file.isClosed = true;
  }
  if (denied > at) return denied;
  const closed = [...files.values()].filter(({ isClosed }) => isClosed);
  return Math.max(denied, ...closed.map(({ opens }) => opens));

  function opensAt(team: string | undefined, instant: number) {
    const file = files.get(team) ?? { opens: Number.POSITIVE_INFINITY, isClosed: false };
    file.opens = Math.min(file.opens, instant);
    files.set(team, file);
    return file;
  }
}

/** Next instant at which time alone can change the decision. */
export function nextChange(states: State[]): number | undefined {
  let next = Number.POSITIVE_INFINITY;
  for (const state of states) {
    const { now, overrides, rule } = state;
    const window = state.type === 'overridden' ? windowState(state, now) : state;
    const edge = window.type === 'on' ? (window.end ?? now + HORIZON) : window.type === 'off' ? window.from : undefined;
    next = Math.min(next, edge ?? next, rule.oldAt ?? next);
    for (const { from, until } of overrides) for (const at of [from, until]) if (at > now) next = Math.min(next, at);
  }
  return Number.isFinite(next) ? next : undefined;
}
