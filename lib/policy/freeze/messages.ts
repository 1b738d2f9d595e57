import { DAY } from '../../core/base/units.ts';
import { instantOf } from '../../core/command/messages.ts';
import type { ManualFreeze, ManualOverride } from '../../core/command/shared-state.ts';
import { dateAndTime, dayAndTime } from '../calendar/local-time.ts';
import { ALL } from '../scope/scope.ts';
import { and, sets } from '../text/list.ts';
import type { FreezeRule } from './rule.ts';
import type { Freeze } from './schema.ts';
import type { State } from './state.ts';

/** A sentence stays the same as long as the decision does: a reason that was stored earlier remains correct. */

const SIX_DAYS = 6 * DAY;

/** `Frozen by "weekend" until Mon 08:00 CET. People in "release" may override it with a reason.` */
export function blocked(blocking: State[], until: number | undefined, report: boolean): string {
  const isLock = blocking.every(({ rule }) => rule.manual?.lock);
  const denying = blocking.filter((state) => state.type !== 'off').map((state) => denies(state, isLock));
  const waiting = blocking.filter((state) => state.type === 'off').map(opens);
  const verb = report ? 'Would be frozen' : isLock ? 'Locked' : 'Frozen';
  const reasons = [
    denying.length > 0 ? `${verb} ${and(denying)}` : verb,
    ...(waiting.length > 0 ? [and(waiting)] : []),
  ];
  const separator = denying.length > 0 ? '; ' : ': ';
  const rest = report ? ' Report mode: Signalbox holds nothing.' : overriders(blocking);
  return `${reasons.join(separator)}.${together(blocking, until)}${rest}`;
}

/** `by "weekend" until Mon 08:00 CET`. */
function denies(state: State, isLock: boolean): string {
  const { rule } = state;
  const name = isLock && rule.manual ? personOf(rule.manual) : nameOf(rule);
  const unsure = state.isSure ? '' : `, if it covers this pipeline (${UNKNOWN})`;
  if (state.type === 'broken') return `because the windows of ${nameOf(rule)} are unknown (${state.why})`;
  if (rule.unreadable !== undefined) return `by ${nameOf(rule)}, which counts as active: ${rule.unreadable}${unsure}`;
  const end = state.type === 'on' ? ` ${endOf(state)}` : '';
  return `by ${name}${end}${rule.manual ? ` (${rule.manual.reason})` : ''}${unsure}`;
}

/** `"hours" allows deployments again from Mon 28 Dec 2026 08:00 CET`. */
function opens({ rule, isSure, from }: State & { type: 'off' }): string {
  const unsure = isSure ? '' : `, if it covers this pipeline (${UNKNOWN})`;
  if (rule.unreadable !== undefined) return `${nameOf(rule)} counts as closed: ${rule.unreadable}${unsure}`;
  return from === undefined
    ? `${nameOf(rule)} has no further window${unsure}`
    : `${nameOf(rule)} allows deployments again from ${dateAndTime(rule.tz, from)}${unsure}`;
}

const UNKNOWN = 'its tags, account or Region are unknown';

/** A weekday is enough for a window shorter than a week. The start of an SSM calendar's window is unknown. */
function endOf({ rule, start, end }: State & { type: 'on' }): string {
  if (end === undefined) return rule.oldAt === undefined ? 'for more than a year' : 'without a known end';
  const isLong = rule.oldAt !== undefined || end - start > SIX_DAYS;
  return `until ${isLong ? dateAndTime(rule.tz, end) : dayAndTime(rule.tz, end)}`;
}

/** The common end, unless it is the end of the only window. */
function together(blocking: State[], until: number | undefined): string {
  const [first] = blocking;
  const own = first?.type === 'on' ? first.end : first?.type === 'off' ? first.from : undefined;
  if (!first || until === undefined || (blocking.length === 1 && own === until)) return '';
  return ` Deployments may continue from ${dateAndTime(first.rule.tz, until)}.`;
}

/** ` People in "release" may override "weekend" with a reason.` */
function overriders(blocking: State[]): string {
  if (blocking.some(({ type }) => type === 'broken')) return ' It cannot be overridden: correct the policy.';
  const clauses = new Map<string, string[]>();
  for (const { rule } of blocking) {
    if (!rule.override) continue;
    const { allow, reason } = rule.override;
    const clause = `people in ${sets(allow)} may override%${reason === 'required' ? ' with a reason' : ''}`;
    clauses.set(clause, [...(clauses.get(clause) ?? []), nameOf(rule)]);
  }
  const all = [...clauses].map(([clause, names]) =>
    clause.replace('%', () => ` ${names.length < blocking.length ? and(names) : names.length > 1 ? 'them' : 'it'}`),
  );
  return all.length > 0 ? ` P${and(all).slice(1)}.` : '';
}

/** `Allowed: Ann overrides "weekend" until Sun 18:00 CET: hotfix`. */
export function overridden(lifted: (State & { type: 'overridden' })[]): string {
  const all = lifted.map(({ rule, by }) => {
    return `${personOf(by)} overrides ${nameOf(rule)} until ${dayAndTime(rule.tz, by.until)}: ${by.reason}`;
  });
  return `Allowed: ${and(all)}`;
}

export function notFrozen(isCovered: boolean, { stage, pipeline }: { stage?: string; pipeline: string }) {
  const where = stage === undefined ? pipeline : `${stage} of ${pipeline}`;
  return isCovered ? `No freeze is active for ${where}.` : `No freeze covers ${where}.`;
}

export function sentence(state: State): string {
  const unsure = state.isSure ? '' : ` Signalbox assumes that it covers this pipeline: ${UNKNOWN}.`;
  const report = state.rule.mode === 'report' ? ' Report mode: it holds nothing.' : '';
  const name = nameOf(state.rule);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} ${clause(state)}.${unsure}${report}`;
}

function clause(state: State): string {
  const { rule } = state;
  const isDeny = rule.kind === 'deny';
  if (rule.unreadable !== undefined && state.type !== 'overridden') {
    return `counts as ${isDeny ? 'active' : 'closed'}: ${rule.unreadable}`;
  }
  switch (state.type) {
    case 'broken':
      return `counts as active, because its windows are unknown: ${state.why}`;
    case 'on':
      return `${isDeny ? 'is active' : 'allows deployments'} ${endOf(state)}${rule.manual ? `: ${rule.manual.reason}` : ''}`;
    case 'off':
      if (state.from === undefined) return 'has no further window';
      return `${isDeny ? 'starts' : 'allows deployments again from'} ${dateAndTime(rule.tz, state.from)}`;
    case 'overridden':
      return `is overridden by ${personOf(state.by)} until ${dayAndTime(rule.tz, state.by.until)}: ${state.by.reason}`;
    default:
      return state satisfies never;
  }
}

function nameOf({ id, manual }: FreezeRule): string {
  return manual ? `the ${manual.lock ? 'lock' : 'freeze'} of ${personOf(manual)}` : `"${id}"`;
}

function personOf({ name, by }: Pick<ManualFreeze | ManualOverride, 'name' | 'by'>): string {
  return name || by;
}

export interface Announced {
  when: number | 'start' | 'end';
  start: number;
  end: number;
  /** State of the whole scope at the start or the end, by all freezes that cover it. */
  after: { blocking: FreezeRule[]; open: FreezeRule[]; until?: number };
}

/** An announcement in Slack, which shows an instant in the reader's own zone. */
export function announcement(freeze: Freeze, { when, start, end, after }: Announced): string {
  const { id, kind, scope } = freeze;
  const what = scope === ALL ? 'every pipeline' : scope;
  const ownEnd = Number.isFinite(end) ? ` until ${instantOf(end)}` : calendarEnd(freeze);
  const until = after.until === undefined ? '' : ` until ${instantOf(after.until)}`;
  const others = after.blocking.filter((rule) => rule.id !== id).map(blockerOf);
  const staysFrozen = `${what} stays frozen by ${and(others)}${until}.`;
  if (kind === 'deny') {
    if (typeof when === 'number') return `Freeze "${id}" starts ${instantOf(start)}: ${what} is then frozen${ownEnd}.`;
    if (when === 'start')
      return `Freeze "${id}" started: ${what} is frozen${until || (others.length > 0 ? '' : ownEnd)}.`;
    return `Freeze "${id}" ended${others.length > 0 ? `, but ${staysFrozen}` : `: ${what} is no longer frozen.`}`;
  }
  if (typeof when === 'number')
    return `Window "${id}" opens ${instantOf(start)}: ${what} may then be deployed${ownEnd}.`;
  if (when === 'start') {
    return `Window "${id}" opened${others.length > 0 ? `, but ${staysFrozen}` : `: ${what} may be deployed${ownEnd}.`}`;
  }
  const open = after.open.filter((rule) => rule.id !== id).map((rule) => `"${rule.id}"`);
  if (after.blocking.length > 0) return `Window "${id}" closed: ${what} is frozen${until}.`;
  const rest = open.length > 0 ? `, but ${what} may still be deployed in ${and(open)}` : '';
  return `Window "${id}" closed${rest}.`;
}

/** An SSM calendar is known only up to its next change. */
function calendarEnd({ kind, ssmCalendar }: Freeze): string {
  return ssmCalendar ? ` until its calendar ${kind === 'allow' ? 'closes' : 'opens'}` : '';
}

function blockerOf(rule: FreezeRule): string {
  return rule.kind === 'allow' ? `the closed window ${nameOf(rule)}` : nameOf(rule);
}
