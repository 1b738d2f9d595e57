import type { Decision } from '../../core/base/decision.ts';
import { DAY } from '../../core/base/units.ts';
import type { ManualOverride, SharedState } from '../../core/command/shared-state.ts';
import type { FreezeDecision } from '../../core/model/policy-port.ts';
import { calendarsIn, oldAts } from '../calendar/ssm-calendar.ts';
import type { Policy } from '../file/schema.ts';
import { type AnyPipeline, coversPipeline } from '../scope/scope.ts';
import { blocked, notFrozen, overridden, sentence } from './messages.ts';
import type { Times } from './occurrences.ts';
import {
  type AnyTarget,
  type Covering,
  covering,
  freezeRules,
  lockOf,
  locksOn,
  manualRules,
  overridesOf,
} from './rule.ts';
import { blockers, dayOf, nextChange, openAgain, type State, stateOf, withoutOverride } from './state.ts';

export function freezing(policy: Policy, times: Times, shared: SharedState) {
  const manual = manualRules(shared);
  const rulesAt = eachPeriod(oldAts(shared), (now) => {
    return { rules: [...freezeRules(policy, times, shared, now), ...manual.freezes], openAgain: rememberEnds() };
  });
  const { rules } = rulesAt(0);
  return {
    freezes: rules.length > 0,
    calendars: calendarsIn(policy),
    frozen: (now: number) => {
      const held = rulesAt(now).rules.filter(({ mode }) => mode === 'enforce');
      const states = held.map((rule) => stateOf({ rule, isSure: true, overrides: [] }, now));
      return { on: states.some((state) => blockers([state]).length > 0), next: nextChange(states) };
    },
    windows: (now: number): Decision[] =>
      rulesAt(now)
        .rules.filter(({ manual }) => manual === undefined)
        .map((rule) => {
          const covered = { rule, isSure: true, overrides: overridesOf(rule, manual.overrides.filter(isForAll)) };
          const state = withoutOverride(covered, now);
          const because = sentence(blockers([state]).length > 0 ? stateOf(covered, now) : state);
          return { rule: rule.id, outcome: 'skip', because };
        }),
    locks: (target: AnyTarget, now: number) => locksOn(manual.freezes, target, now),
    guards: (pipeline: AnyPipeline) =>
      rules.some(({ scope }) => scope === undefined || coversPipeline(scope, pipeline)),
    freeze: (target: AnyTarget, now: number) => {
      const { rules, openAgain } = rulesAt(now);
      return decide(covering(rules, manual.overrides, target), { target, now, openAgain });
    },
  };
}

function isForAll({ pipelines, stages }: ManualOverride): boolean {
  return pipelines.includes('*') && !stages;
}

/** Caches a value that stays the same between two edges. */
function eachPeriod<T>(edges: number[], make: (now: number) => T): (now: number) => T {
  let made: { from: number; until: number; value: T } | undefined;
  return (now) => {
    if (made && made.from <= now && now < made.until) return made.value;
    const from = Math.max(...edges.filter((edge) => edge <= now));
    const until = Math.min(...edges.filter((edge) => edge > now));
    made = { from, until, value: make(now) };
    return made.value;
  };
}

/** Caches ends: a known end stays valid until it passes, an unknown end for the rest of the day. */
function rememberEnds(): typeof openAgain {
  const ends = new Map<string, { from: number; to: number; until: number | undefined }>();
  return (covered, now) => {
    // Targets of the same rules can differ in overrides.
    const key = JSON.stringify(covered.map(({ rule, overrides }) => [rule.id, overrides]));
    const known = ends.get(key);
    if (known && known.from <= now && now < known.to) return known.until;
    const until = openAgain(covered, now);
    ends.set(key, { from: now, to: until ?? dayOf(now) + DAY, until });
    return until;
  };
}

interface Question {
  target: AnyTarget;
  now: number;
  openAgain: typeof openAgain;
}

function decide(covered: Covering[], { target, now, openAgain }: Question): FreezeDecision {
  const states = covered.map((one) => stateOf(one, now));
  const enforced = states.filter((state) => state.rule.mode === 'enforce');
  // A report-only freeze counts only if no enforced freeze denies.
  const real = blockers(enforced);
  const report = real.length === 0;
  const blocking = report ? blockers(states) : real;
  const rules = blocking.map((state) => state.rule.id);
  const under = states.map((state) => {
    return { rule: state.rule.id, outcome: outcomeOf(state, rules.includes(state.rule.id)), because: sentence(state) };
  });
  const next = nextChange(states);
  if (blocking.length === 0) {
    const because = lifted(enforced, now) ?? notFrozen(covered.length > 0, target);
    return { decision: decision('allow', because, under), next, report: false, rules, reopened: 'respect' };
  }
  const until = openAgain(report ? states : enforced, now);
  const reopened = blocking.some((state) => state.rule.reopened === 'close') ? 'close' : 'respect';
  const denied = decision('deny', blocked(blocking, until, report), under);
  return { decision: denied, until, next, report, rules, reopened, ...locksIn(blocking) };
}

function locksIn(blocking: State[]): Pick<FreezeDecision, 'locks'> {
  const locks = blocking.flatMap(({ rule: { id, manual } }) => (manual?.lock ? [lockOf(id, manual)] : []));
  return locks.length === blocking.length ? { locks } : {};
}

function lifted(states: State[], now: number): string | undefined {
  const all = states.flatMap((state) => (state.type === 'overridden' ? [state] : []));
  if (all.length === 0) return undefined;
  const ids = new Set(blockers(states.map((one) => withoutOverride(one, now))).map((state) => state.rule.id));
  const by = all.filter((state) => ids.has(state.rule.id));
  return by.length > 0 ? overridden(by) : undefined;
}

/** A closed allow window is skipped while another allow window is open. */
function outcomeOf(state: State, blocks: boolean): Decision['outcome'] {
  switch (state.type) {
    case 'broken':
      return 'deny';
    case 'overridden':
      return 'skip';
    case 'on':
      return state.rule.kind;
    case 'off':
      return blocks ? 'deny' : state.rule.kind === 'deny' ? 'allow' : 'skip';
    default:
      return state satisfies never;
  }
}

function decision(outcome: 'allow' | 'deny', because: string, under: Decision[]): Decision {
  return { rule: 'freeze', outcome, because, ...(under.length > 0 ? { under } : {}) };
}
