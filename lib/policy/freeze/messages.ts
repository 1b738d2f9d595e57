import { DAY } from '../../core/base/units.ts';
import { dateAndTime, dayAndTime } from '../calendar/local-time.ts';
import { and, or } from '../text/list.ts';
import type { State } from './state.ts';

/** A sentence stays the same as long as the decision does: a reason that was stored earlier remains correct. */

const SIX_DAYS = 6 * DAY;

/** `weekend (deny, until Mon 08:00 CET)`. */
export function inShort(state: State): string {
  const { rule } = state;
  const unsure = state.isSure ? '' : ', if it covers this at all';
  if (rule.untold !== undefined && state.type !== 'overridden') {
    const counts = rule.kind === 'deny' ? 'counts as on' : 'counts as shut';
    return `${rule.id} (${rule.kind}, ${counts}${unsure}: ${rule.untold})`;
  }
  switch (state.type) {
    case 'broken':
      return `${rule.id} (it cannot be told when it is: ${state.why})`;
    case 'on': {
      const ends = endOf(state);
      return rule.order
        ? `the freeze of ${personOf(rule.order)} (${ends}${unsure}: ${rule.order.reason})`
        : `${rule.id} (${rule.kind}, ${ends}${unsure})`;
    }
    case 'off': {
      const opens = state.from === undefined ? 'nothing in sight' : dateAndTime(rule.tz, state.from);
      return `${rule.id} (${rule.kind}, the next window is ${opens}${unsure})`;
    }
    case 'overridden':
      return `${rule.id} (overridden)`;
    default:
      return state satisfies never;
  }
}

/** A weekday is enough for a window shorter than a week. The start of an SSM calendar's window is unknown. */
function endOf({ rule, start, end }: State & { type: 'on' }): string {
  if (end === undefined) return rule.oldAt === undefined ? 'for more than a year' : 'with no end in sight';
  const isLong = rule.oldAt !== undefined || end - start > SIX_DAYS;
  return `until ${isLong ? dateAndTime(rule.tz, end) : dayAndTime(rule.tz, end)}`;
}

export function blocked(blocking: State[], until: number | undefined, report: boolean): string {
  const all = and(blocking.map(inShort));
  const verb = report ? 'Would be blocked' : 'Blocked';
  const rest = report ? '; the policy only wants it reported' : whoMayOverride(blocking);
  return `${verb} by ${all}${together(blocking, until)}${rest}.`;
}

/** The common end, unless it is the end of the only window. */
function together(blocking: State[], until: number | undefined): string {
  const [first] = blocking;
  const own = first?.type === 'on' ? first.end : first?.type === 'off' ? first.from : undefined;
  if (!first || until === undefined || (blocking.length === 1 && own === until)) return '';
  return `, in all until ${dateAndTime(first.rule.tz, until)}`;
}

/** `; release may override with a reason`. */
function whoMayOverride(blocking: State[]): string {
  if (blocking.some(({ type }) => type === 'broken'))
    return '; nobody may override what cannot be told: mend the policy';
  const clauses = new Map<string, string[]>();
  for (const { rule } of blocking) {
    if (!rule.override) continue;
    const { allow, reason } = rule.override;
    const clause = `${or(allow)} may override%${reason === 'required' ? ' with a reason' : ''}`;
    clauses.set(clause, [...(clauses.get(clause) ?? []), rule.id]);
  }
  const all = [...clauses].map(([clause, ids]) =>
    clause.replace('%', ids.length < blocking.length ? ` ${and(ids)}` : ''),
  );
  return all.length > 0 ? `; ${and(all)}` : '';
}

/** `Allowed: Ann overrides weekend until Sun 18:00 CET: hotfix`. */
export function overridden(lifted: (State & { type: 'overridden' })[]): string {
  const all = lifted.map(({ rule, by }) => {
    return `${personOf(by)} overrides ${rule.id} until ${dayAndTime(rule.tz, by.until)}: ${by.reason}`;
  });
  return `Allowed: ${and(all)}`;
}

export function sentence(state: State): string {
  const { rule, isSure } = state;
  const name = rule.order ? `The freeze of ${personOf(rule.order)}` : `${rule.id}`;
  const unsure = isSure
    ? ''
    : ' Whether it covers this goes by what is not known (tags, an account, a Region), so it counts.';
  const report = rule.mode === 'report' ? ' It is only reported.' : '';
  return `${name} ${clause(state)}.${unsure}${report}`;
}

function clause(state: State): string {
  const { rule } = state;
  const what = rule.kind === 'deny' ? 'holds this' : 'lets this through';
  if (rule.untold !== undefined && state.type !== 'overridden') {
    const does = rule.kind === 'deny' ? 'holds this' : 'lets nothing through';
    return `${does}, because nobody can tell whether it is on: ${rule.untold}`;
  }
  switch (state.type) {
    case 'broken':
      return `cannot be told: ${state.why}`;
    case 'on': {
      return `${what} ${endOf(state)}${rule.order ? `: ${rule.order.reason}` : ''}`;
    }
    case 'off': {
      const from = state.from === undefined ? 'at no time in sight' : `from ${dateAndTime(rule.tz, state.from)}`;
      return `${what} next ${from}`;
    }
    case 'overridden':
      return `is overridden by ${personOf(state.by)} until ${dayAndTime(rule.tz, state.by.until)}: ${state.by.reason}`;
    default:
      return state satisfies never;
  }
}

function personOf({ name, by }: { name?: string | undefined; by: string }): string {
  return name || by;
}
