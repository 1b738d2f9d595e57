import { HOUR } from '../../core/base/units.ts';
import type { SharedState } from '../../core/command/shared-state.ts';
import type { Announcement } from '../../core/model/policy-port.ts';
import type { Timeline, Window } from '../calendar/timeline.ts';
import type { Policy } from '../file/schema.ts';
import { audience } from '../route/audience.ts';
import { linksOf } from '../scope/scope.ts';
import { type Announced, announcement } from './messages.ts';
import type { Times } from './occurrences.ts';
import { type Covering, type FreezeRule, freezeRules, manualRules, overridesOf } from './rule.ts';
import type { Freeze } from './schema.ts';
import { blockers, openAgain, type State, stateOf } from './state.ts';

/** Milliseconds. An announcement that is later than this is dropped. */
const LATE = HOUR / 6;
/** Milliseconds. Announcements are planned this far ahead; the longest notice is added to find their windows. */
const AHEAD = 25 * HOUR;

/** Announcements around now with their channels: before a freeze begins, at its start and at its end. */
export function announcements(policy: Policy, times: Times, shared: SharedState, now: number): Announcement[] {
  const rules = freezeRules(policy, times, shared, now);
  const everywhere = coveringScopes(rules, shared);
  return policy.freezes.flatMap((freeze, index) => {
    const rule = rules[index];
    const { announce = [] } = freeze;
    if (!rule || announce.length === 0 || typeof rule.timeline === 'string' || rule.mode === 'report') return [];
    const longest = Math.max(0, ...announce.filter((when) => typeof when === 'number'));
    const channels = audience(policy, pipelinesOf(rule) ?? ['*']);
    return windowsNear(rule.timeline, now - LATE, now + AHEAD + longest).flatMap((window) =>
      announce.flatMap((when): Announcement[] => {
        const at = when === 'end' ? window.end : when === 'start' ? window.start : window.start - when;
        if (at <= now - LATE || at > now + AHEAD) return [];
        const after = typeof when === 'number' ? UNKNOWN : stateAfter(everywhere(rule), at);
        if (when === 'end' && isAnnouncedByAnother(policy, after.states, at)) return [];
        return [
          { id: `${freeze.id} ${at} ${when}`, at, text: announcement(freeze, { when, ...window, after }), channels },
        ];
      }),
    );
  });
}

function pipelinesOf({ scope = {} }: FreezeRule): string[] | undefined {
  return linksOf(scope).find(({ pipelines }) => pipelines !== undefined)?.pipelines;
}

const MOST = 50;

function windowsNear(timeline: Timeline, from: number, until: number): Window[] {
  return timeline.windows(from, until).slice(0, MOST);
}

/** Enforced rules that cover all of a rule's scope, with the overrides of everything. */
function coveringScopes(rules: FreezeRule[], shared: SharedState): (rule: FreezeRule) => Covering[] {
  const manual = manualRules(shared);
  const lifts = manual.overrides.filter(({ pipelines, stages }) => pipelines.includes('*') && !stages);
  const enforced = [...rules, ...manual.freezes].filter(({ mode }) => mode === 'enforce');
  return ({ scope }) =>
    enforced
      .filter((other) => other.scope === undefined || other.scope === scope || isEverything(other))
      .map((rule) => ({ rule, isSure: true, overrides: overridesOf(rule, lifts) }));
}

function isEverything({ manual }: FreezeRule): boolean {
  return manual?.pipelines.includes('*') === true && !manual.stages;
}

type After = Announced['after'] & { states: State[] };

const UNKNOWN: After = { blocking: [], open: [], states: [] };

function stateAfter(covering: Covering[], at: number): After {
  const states = covering.map((one) => stateOf(one, at));
  const blocking = blockers(states).map(({ rule }) => rule);
  const open = states.filter(({ type, rule }) => type === 'on' && rule.kind === 'allow').map(({ rule }) => rule);
  return { blocking, open, until: blocking.length > 0 ? openAgain(covering, at) : undefined, states };
}

/** A freeze that starts at this instant announces that the pipelines stay frozen. */
function isAnnouncedByAnother({ freezes }: Policy, states: State[], at: number): boolean {
  return blockers(states).some((state) => {
    const freeze: Freeze | undefined = freezes.find(({ id }) => id === state.rule.id);
    return state.type === 'on' && state.start === at && freeze?.announce?.includes('start') === true;
  });
}
