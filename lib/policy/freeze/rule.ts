import type { ManualFreeze, ManualOverride, SharedState } from '../../core/command/shared-state.ts';
import type { FreezeDecision } from '../../core/model/policy-port.ts';
import { type CalendarWindows, windowsOfCalendar } from '../calendar/ssm-calendar.ts';
import { type Timeline, timelineOf } from '../calendar/timeline.ts';
import { localAt } from '../calendar/zone.ts';
import type { Policy, Scope } from '../file/schema.ts';
import { ALL, type AnyPipeline, coverage, matchesAny } from '../scope/scope.ts';
import { occurrencesOf, type Times } from './occurrences.ts';
import type { Freeze, Mode } from './schema.ts';

/** A freeze of the policy, or one that somebody ordered, ready to be asked. */
export interface FreezeRule {
  id: string;
  kind: Freeze['kind'];
  /** Absent: everything. */
  scope: Scope | undefined;
  tz: string;
  mode: Mode;
  reopened: FreezeDecision['reopened'];
  override: Freeze['override'];
  /** A text: why nobody can tell when it is, so that it always counts as frozen. */
  timeline: Timeline | string;
  /** Of what goes by SSM calendars: why nobody can tell, and from when on what is known is too old. */
  untold?: CalendarWindows['untold'];
  oldAt?: CalendarWindows['oldAt'] | undefined;
  order?: ManualFreeze | undefined;
}

const compiled = new WeakMap<Policy, (FreezeRule | undefined)[]>();

/** Once for each policy: orders come and go, and what was found out about its windows stays true. Only what SSM
 *  calendars said does not. */
export function freezeRules(policy: Policy, times: Times, { calendars }: SharedState, now: number): FreezeRule[] {
  const lasting =
    compiled.get(policy) ??
    policy.freezes.map((freeze) =>
      freeze.ssmCalendar ? undefined : ruleOf(policy, freeze, written(policy, times, freeze)),
    );
  compiled.set(policy, lasting);
  return policy.freezes.map((freeze, index) => {
    return lasting[index] ?? ruleOf(policy, freeze, said(freeze, calendars, now));
  });
}

function ruleOf(policy: Policy, freeze: Freeze, told: Pick<FreezeRule, 'timeline' | 'untold' | 'oldAt'>): FreezeRule {
  const { id, kind, scope, tz, mode = policy.mode, reopened, override } = freeze;
  return { id, kind, scope: scope === ALL ? undefined : policy.scopes[scope], tz, mode, reopened, override, ...told };
}

/** By what the policy itself says. */
function written(policy: Policy, times: Times, freeze: Freeze): Pick<FreezeRule, 'timeline'> {
  const calendar = freeze.ics === undefined ? undefined : policy.calendars?.[freeze.ics];
  const timeline = careful(() => {
    // A zone that this machine does not know is found out by asking.
    const zones = [freeze.tz, ...(calendar?.events ?? []).flatMap((event) => event.zone ?? [])];
    for (const zone of zones) localAt(zone, 0);
    return timelineOf(occurrencesOf(freeze, times, calendar));
  });
  return { timeline };
}

/** By what its SSM calendars said. */
function said(
  freeze: Freeze,
  calendars: SharedState['calendars'],
  now: number,
): CalendarWindows | Pick<FreezeRule, 'timeline'> {
  const told = careful(() => {
    localAt(freeze.tz, 0);
    return windowsOfCalendar(freeze, calendars, now);
  });
  return typeof told === 'string' ? { timeline: told } : told;
}

/** The policy was checked when it was built; should it fail now all the same, nothing may move because of that. */
function careful<T>(compile: () => T): T | string {
  try {
    return compile();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What was ordered and when it ends, if nobody took it back earlier. */
export function ordersOf({ orders = {}, ended = {} }: SharedState) {
  const all = Object.entries(orders).map(([id, order]) => ({
    id,
    order: { ...order, until: Math.min(order.until, ended[id]?.[0] ?? Number.POSITIVE_INFINITY) },
  }));
  const freezes = all.flatMap(({ id, order }) => (order.type === 'freeze' ? orderedRule(id, order) : []));
  const overrides = all.flatMap(({ order }) => (order.type === 'override' && order.until > order.from ? order : []));
  return { freezes, overrides };
}

function orderedRule(id: string, order: ManualFreeze): FreezeRule[] {
  const { from, until, pipelines, stages } = order;
  if (until <= from) return [];
  const timeline = timelineOf((after) => (until > after ? [{ start: from, end: until }] : []));
  const scope: Scope = { pipelines, ...(stages ? { stages } : {}) };
  const fixed = { kind: 'deny', tz: 'UTC', mode: 'enforce', reopened: 'respect', override: undefined } as const;
  return [{ ...fixed, id, scope, timeline, order }];
}

/** A stage, or whichever of a pipeline is held the most. */
export interface AnyTarget extends AnyPipeline {
  stage?: string | undefined;
}

export interface Covering {
  rule: FreezeRule;
  /** False while the rule goes by tags that are not known. */
  isSure: boolean;
  /** Those that could lift it here, whenever they are. */
  overrides: ManualOverride[];
}

/** The rules about a target, surely or perhaps: a rule too many only makes it stricter. */
export function covering(rules: FreezeRule[], overrides: ManualOverride[], target: AnyTarget): Covering[] {
  const here = overrides.filter((order) => coversTarget(order, target));
  const all: Covering[] = [];
  for (const rule of rules) {
    const covered = rule.scope === undefined ? 'yes' : coverage(rule.scope, target, target.stage);
    const lifts = here.length === 0 ? here : here.flatMap((order) => lifting(order, rule) ?? []);
    if (covered !== 'no') all.push({ rule, isSure: covered === 'yes', overrides: lifts });
  }
  return all;
}

/** An override for some stages does not lift what holds a stage that nobody named. */
function coversTarget({ pipelines, stages }: ManualOverride, { pipeline, stage }: AnyTarget): boolean {
  return matchesAny(pipelines, pipeline) && (!stages || (stage !== undefined && matchesAny(stages, stage)));
}

/** Without names it lifts the policy's freezes: what somebody ordered is lifted by name, or taken back. It never lasts
 *  longer than the freeze lets it. */
function lifting(order: ManualOverride, { id, override, order: ordered }: FreezeRule): ManualOverride | undefined {
  if (order.freezes ? !order.freezes.includes(id) : ordered !== undefined) return undefined;
  const most = override?.maxFor ?? Number.POSITIVE_INFINITY;
  return { ...order, until: Math.min(order.until, order.from + most) };
}
