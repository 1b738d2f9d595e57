import { ownProperty } from '../../core/base/own-property.ts';
import { HOUR } from '../../core/base/units.ts';
import type { SharedState } from '../../core/command/shared-state.ts';
import type { FreezeEdge } from '../../core/model/policy-port.ts';
import type { Window } from '../calendar/timeline.ts';
import type { Policy, Scope, Selector } from '../file/schema.ts';
import { linksOf } from '../scope/scope.ts';
import type { Times } from './occurrences.ts';
import { type FreezeRule, freezeRules, manualRules } from './rule.ts';

type ScopePart = FreezeEdge['scope'][number];

const EVERYTHING: ScopePart[] = [{ pipelines: ['*'] }];

/** An edge that is older is no news. */
const LATE = HOUR;
/** The next edge needs a wake of its own, so it is planned this far ahead. */
const AHEAD = 25 * HOUR;
const MOST = 50;

/** Starts and ends of enforced freezes around now, of the policy and from Slack. Overrides do not change them. */
export function freezeEdges(policy: Policy, times: Times, shared: SharedState, now: number): FreezeEdge[] {
  const rules = [...freezeRules(policy, times, shared, now), ...manualRules(shared).freezes];
  return rules
    .filter(({ mode }) => mode === 'enforce')
    .flatMap((rule) => frozenNear(rule, now).flatMap((frozen) => edgesOf(rule, frozen, shared)))
    .filter(({ at }) => at > now - LATE && at <= now + AHEAD);
}

/** An allow freeze holds between its windows, and each freeze while one of its calendars is closed. */
function frozenNear({ timeline, kind, closed }: FreezeRule, now: number): Window[] {
  if (closed) return closed;
  if (typeof timeline === 'string') return [];
  const windows = timeline.windows(now - LATE, now + AHEAD).slice(0, MOST);
  if (kind === 'deny') return windows;
  const ends = [Number.NEGATIVE_INFINITY, ...windows.map(({ end }) => end)];
  return ends.map((start, index) => ({ start, end: windows[index]?.start ?? Number.POSITIVE_INFINITY }));
}

function edgesOf({ id, kind, scope, manual }: FreezeRule, { start, end }: Window, shared: SharedState): FreezeEdge[] {
  const type = manual ? (manual.lock ? 'lock' : 'manual') : kind;
  const what = { freeze: id, kind: type, scope: scope ? linksOf(scope).map(partOf) : EVERYTHING } as const;
  // A person may end it early, and each freeze from Slack has one start and one end.
  const idOf = (edge: 'start' | 'end', at: number) => (manual ? `${id}/${edge}` : `${id}/${edge}@${at}`);
  const [, endedBy] = ownProperty(shared.ended, id) ?? [];
  return [
    ...(Number.isFinite(start)
      ? [
          {
            ...what,
            id: idOf('start', start),
            edge: 'start' as const,
            at: start,
            until: end,
            ...(manual && { reason: manual.reason, by: { id: manual.by, name: manual.name } }),
          },
        ]
      : []),
    ...(Number.isFinite(end) ? [{ ...what, id: idOf('end', end), edge: 'end' as const, at: end, endedBy }] : []),
  ];
}

function partOf({ within: _, exclude, ...selector }: Scope): ScopePart {
  return { ...selectorOf(selector), ...(exclude && { exclude: selectorOf(exclude) }) };
}

function selectorOf({ tags, ...names }: Selector): Omit<ScopePart, 'exclude'> {
  if (!tags) return names;
  return { ...names, tags: Object.fromEntries(Object.entries(tags).map(([key, values]) => [key, [values].flat()])) };
}
