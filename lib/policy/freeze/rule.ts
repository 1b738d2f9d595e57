import type { ManualFreeze, ManualOverride, SharedState } from '../../core/command/shared-state.ts';
import type { Lock } from '../../core/freeze/lock.ts';
import type { FreezeDecision } from '../../core/model/policy-port.ts';
import { type CalendarWindows, windowsOfCalendar } from '../calendar/ssm-calendar.ts';
import { type Timeline, timelineOf } from '../calendar/timeline.ts';
import { localAt } from '../calendar/zone.ts';
import type { Policy, Scope } from '../file/schema.ts';
import { ALL, type AnyPipeline, coverage, matchesAny } from '../scope/scope.ts';
import { calendarOf, occurrencesOf, type Times } from './occurrences.ts';
import { usableOverride } from './override.ts';
import type { Freeze, Mode } from './schema.ts';

export interface FreezeRule {
  id: string;
  kind: Freeze['kind'];
  team?: Freeze['team'];
  scope: Scope | undefined;
  tz: string;
  mode: Mode;
  reopened: FreezeDecision['reopened'];
  /** Only with people who may use it. */
  override: Freeze['override'];
  maxFor?: number;
  /** A string is the reason why its times are unknown, which always counts as frozen. */
  timeline: Timeline | string;
  /** SSM calendars only: reason why the state is unknown, instant at which a reading becomes too old, and when one was
   *  closed. */
  unreadable?: CalendarWindows['unreadable'];
  oldAt?: CalendarWindows['oldAt'];
  closed?: CalendarWindows['closed'];
  manual?: ManualFreeze;
}

const compiled = new WeakMap<Policy, (FreezeRule | undefined)[]>();

/** Made once per policy, except freezes with SSM calendars, because their readings change. The times of a rule are read
 *  when it first covers a question. */
export function freezeRules(policy: Policy, times: Times, { calendars }: SharedState, now: number): FreezeRule[] {
  const lasting =
    compiled.get(policy) ??
    policy.freezes.map((freeze) =>
      freeze.ssmCalendar ? undefined : ruleOf(policy, freeze, () => fixedTimes(policy, times, freeze)),
    );
  compiled.set(policy, lasting);
  return policy.freezes.map((freeze, index) => {
    return lasting[index] ?? ruleOf(policy, freeze, () => calendarTimes(freeze, calendars, now));
  });
}

type RuleTimes = Pick<FreezeRule, 'timeline' | 'unreadable' | 'oldAt' | 'closed'>;

function ruleOf(policy: Policy, freeze: Freeze, read: () => RuleTimes): FreezeRule {
  const { id, kind, team, scope: name, tz, mode = policy.mode, reopened } = freeze;
  const scope = name === ALL ? undefined : policy.scopes[name];
  const override = usableOverride(policy, freeze);
  let known: RuleTimes | undefined;
  const times = () => {
    known ??= read();
    return known;
  };
  return {
    ...{ id, kind, team, scope, tz, mode, reopened, override, maxFor: freeze.override?.maxFor },
    get timeline() {
      return times().timeline;
    },
    get unreadable() {
      return times().unreadable;
    },
    get oldAt() {
      return times().oldAt;
    },
    get closed() {
      return times().closed;
    },
  };
}

function fixedTimes(policy: Policy, times: Times, freeze: Freeze): RuleTimes {
  const calendar = calendarOf(policy, freeze);
  const timeline = careful(() => {
    // Throws if this machine does not know the zone.
    const zones = [freeze.tz, ...(calendar?.events ?? []).flatMap((event) => event.zone ?? [])];
    for (const zone of zones) localAt(zone, 0);
    return timelineOf(occurrencesOf(freeze, times, calendar));
  });
  return { timeline };
}

function calendarTimes(freeze: Freeze, calendars: SharedState['calendars'], now: number): RuleTimes {
  const times = careful(() => {
    localAt(freeze.tz, 0);
    return windowsOfCalendar(freeze, calendars, now);
  });
  return typeof times === 'string' ? { timeline: times } : times;
}

/** The build checked the policy. If it fails now nevertheless, it counts as frozen. */
function careful<T>(compile: () => T): T | string {
  try {
    return compile();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Freezes and overrides from Slack with their actual end, which a person may have made earlier. */
export function manualRules({ orders = {}, ended = {} }: SharedState) {
  const all = Object.entries(orders).map(([id, manual]) => ({
    id,
    manual: { ...manual, until: Math.min(manual.until, ended[id]?.[0] ?? Number.POSITIVE_INFINITY) },
  }));
  const freezes = all.flatMap(({ id, manual }) => (manual.type === 'freeze' ? manualFreeze(id, manual) : []));
  const overrides = all.flatMap(({ manual }) =>
    manual.type === 'override' && manual.until > manual.from ? manual : [],
  );
  return { freezes, overrides };
}

function manualFreeze(id: string, manual: ManualFreeze): FreezeRule[] {
  const { from, until, pipelines, stages } = manual;
  if (until <= from) return [];
  const timeline = timelineOf((after) => (until > after ? [{ start: from, end: until }] : []));
  const scope: Scope = { pipelines, ...(stages ? { stages } : {}) };
  const fixed = { kind: 'deny', tz: 'UTC', mode: 'enforce', reopened: 'respect', override: undefined } as const;
  return [{ ...fixed, id, scope, timeline, manual }];
}

/** Locks from Slack that are on, for exactly this pipeline and stage. */
export function locksOn(freezes: FreezeRule[], { pipeline, stage }: AnyTarget, now: number): Lock[] {
  return freezes.flatMap(({ id, manual }) => {
    if (!manual?.lock || !isOn(manual, now) || !manual.pipelines.includes(pipeline)) return [];
    return stage !== undefined && manual.stages?.includes(stage) ? [lockOf(id, manual)] : [];
  });
}

function isOn({ from, until }: ManualFreeze, now: number): boolean {
  return from <= now && now < until;
}

export function lockOf(id: string, { by, name, from, until, stages = [] }: ManualFreeze): Lock {
  return { id, by, name, from, until, stages };
}

/** A stage, or without one the most restricted stage of a pipeline. */
export interface AnyTarget extends AnyPipeline {
  stage?: string;
}

export interface Covering {
  rule: FreezeRule;
  /** False while the rule depends on unknown tags. */
  isSure: boolean;
  /** Overrides of this rule for this target, at any time. */
  overrides: ManualOverride[];
}

/** Includes rules that may not cover the target: an extra rule only makes the decision stricter. */
export function covering(rules: FreezeRule[], overrides: ManualOverride[], target: AnyTarget): Covering[] {
  const here = overrides.filter((override) => coversTarget(override, target));
  const all: Covering[] = [];
  for (const rule of rules) {
    const covered = rule.scope === undefined ? 'yes' : coverage(rule.scope, target, target.stage);
    if (covered !== 'no') all.push({ rule, isSure: covered === 'yes', overrides: overridesOf(rule, here) });
  }
  return all;
}

/** An override for some stages does not lift a freeze for an unnamed stage. */
function coversTarget({ pipelines, stages }: ManualOverride, { pipeline, stage }: AnyTarget): boolean {
  return matchesAny(pipelines, pipeline) && (!stages || (stage !== undefined && matchesAny(stages, stage)));
}

/** Without names, an override lifts only the policy's freezes. It never lasts longer than the freeze allows. */
export function overridesOf({ id, maxFor, manual }: FreezeRule, overrides: ManualOverride[]): ManualOverride[] {
  return overrides
    .filter(({ freezes }) => (freezes ? freezes.includes(id) : manual === undefined))
    .map((one) => ({ ...one, until: Math.min(one.until, one.from + (maxFor ?? Number.POSITIVE_INFINITY)) }));
}
