import { everFires, isEitherDay } from '../calendar/cron.ts';
import type { Policy, Route, Scope } from '../file/schema.ts';
import type { RetrySchema } from '../retry/schema.ts';
import { keyOfBoard } from '../route/boards.ts';
import { keyOfDigest } from '../route/digests.ts';
import { contains } from '../scope/glob-sets.ts';
import { ALL } from '../scope/scope.ts';
import { commandWarnings } from './command-warnings.ts';
import type { Contradiction } from './contradictions.ts';
import { firstStageWarnings } from './first-stage.ts';
import { freezeWarnings } from './freeze-warnings.ts';
import { lateReminders } from './late-reminders.ts';
import { lostClassWarnings } from './lost-classes.ts';
import { machineWarnings } from './machine-warnings.ts';
import {
  EMPTY_BUDGET,
  EMPTY_SCOPE,
  eitherDay,
  IDLE_MENTION,
  idleRetry,
  idleRoute,
  NO_DIGEST,
  sameMessage,
  UNUSED_SCOPE,
} from './messages.ts';
import { providerWarnings } from './provider-warnings.ts';
import { regionWarnings } from './region-warnings.ts';
import { selectorWarnings } from './selector-warnings.ts';
import { unheardRules } from './unheard-rules.ts';
import { allNeeded } from './unsatisfiable-approvals.ts';

export interface KnownWorld {
  pipelines?: string[];
  isRegion?: (name: string) => boolean;
  providers?: string[];
}

export function warnings(
  policy: Policy,
  now: number,
  { pipelines, isRegion, providers }: KnownWorld = {},
): Contradiction[] {
  return [
    ...unusedScopes(policy),
    ...emptyScopes(policy),
    ...idleRoutes(policy),
    ...idleMentions(policy),
    ...lostClassWarnings(policy),
    ...digests(policy),
    ...sameMessages(policy, 'board', keyOfBoard),
    ...sameMessages(policy, 'digest', keyOfDigest),
    ...idleRetries(policy),
    ...emptyBudget(policy),
    ...lateReminders(policy),
    ...allNeeded(policy),
    ...unheardRules(policy),
    ...regionWarnings(policy, isRegion),
    ...providerWarnings(policy, providers),
    ...freezeWarnings(policy, now),
    ...firstStageWarnings(policy),
    ...machineWarnings(policy),
    ...commandWarnings(policy),
    ...(pipelines ? selectorWarnings(policy, pipelines) : []),
  ];
}

function unusedScopes({ scopes, routes, approvals, freezes, retry, commands }: Policy): Contradiction[] {
  const used = new Set([...routes, ...approvals, ...freezes, ...retry, ...commands].map(({ scope }) => scope));
  const parts = new Set(Object.values(scopes).flatMap(({ within }) => within ?? []));
  const unused = Object.keys(scopes).filter((name) => !used.has(name) && !parts.has(scopes[name] ?? {}));
  return unused.map((name) => ({ path: ['scopes', name], message: UNUSED_SCOPE }));
}

function emptyScopes({ scopes }: Policy): Contradiction[] {
  const takesAll = (exclude: string[], from: string[] = ['*']) =>
    from.every((glob) => exclude.some((other) => contains(other, glob)));
  const isEmpty = ({ exclude = {}, ...scope }: Scope) => {
    const { tags, ...globs } = exclude;
    const fields = Object.keys(globs) as (keyof typeof globs)[];
    return !tags && fields.length > 0 && fields.every((field) => takesAll(globs[field] ?? [], scope[field]));
  };
  const empty = Object.keys(scopes).filter((name) => scopes[name] && isEmpty(scopes[name]));
  return empty.map((name) => ({ path: ['scopes', name], message: EMPTY_SCOPE }));
}

/** The first retry rule that applies to all failures wins. */
function idleRetries({ retry }: Policy): Contradiction[] {
  return retry.flatMap((rule, index) => {
    const earlier = retry.slice(0, index).find((other) => takesAll(other, rule));
    if (!earlier) return [];
    return [{ path: ['retry', index], message: idleRetry(earlier.id) }];
  });
}

function emptyBudget({ retry, budget }: Policy): Contradiction[] {
  const isEmpty = retry.length > 0 && budget.ratio === 0 && budget.reserve === 0;
  return isEmpty ? [{ path: ['budget'], message: EMPTY_BUDGET }] : [];
}

function takesAll(other: RetrySchema, rule: RetrySchema): boolean {
  const has = <T>(all: T[] | undefined, some: T[] | undefined) =>
    all === undefined || (some?.every((one) => all.includes(one)) ?? false);
  return (
    (other.scope === rule.scope || other.scope === ALL) &&
    has(other.when.class, rule.when.class) &&
    has(other.when.categories, rule.when.categories) &&
    has(other.when.providers, rule.when.providers)
  );
}

function digests({ routes }: Policy): Contradiction[] {
  return routes.flatMap(({ digest }, index) => {
    if (!digest) return [];
    const path = ['routes', index, 'digest'];
    return [
      ...(everFires(digest.every) ? [] : [{ path, message: NO_DIGEST }]),
      ...(isEitherDay(digest.every) ? [{ path, message: eitherDay(digest.every) }] : []),
    ];
  });
}

function sameMessages(
  { routes }: Policy,
  what: 'board' | 'digest',
  keyOf: (route: Route) => string | undefined,
): Contradiction[] {
  const keys = routes.map(keyOf);
  return keys.flatMap((key, index) => {
    const first = keys.indexOf(key);
    if (key === undefined || first === index) return [];
    const message = sameMessage(what, routes[first]?.id ?? `routes.${first}`);
    return [{ path: ['routes', index, what], message, other: ['routes', first, what] }];
  });
}

/** A route is redundant if an earlier one sends all its milestones to the same places. */
function idleRoutes({ routes }: Policy): Contradiction[] {
  return routes.flatMap((route, index) => {
    if (route.board || route.digest) return [];
    const earlier = routes.findIndex((other, at) => at < index && leadsAll(other, route));
    if (earlier < 0) return [];
    const message = idleRoute(routes[earlier]?.id ?? `routes.${earlier}`);
    return [{ path: ['routes', index], message }];
  });
}

function idleMentions({ routes }: Policy): Contradiction[] {
  return routes.flatMap((route, index) => {
    if (route.on === undefined || route.on.includes('failed') || route.on.includes('approval')) return [];
    const keys = (['mention', 'call'] as const).filter((key) => (route[key] ?? []).length > 0);
    return keys.map((key) => ({ path: ['routes', index, key], message: IDLE_MENTION }));
  });
}

function leadsAll(other: Route, route: Route): boolean {
  const has = <T>(all: T[] | undefined, some: T[] | undefined) => (some ?? []).every((one) => all?.includes(one));
  return (
    (other.scope === route.scope || other.scope === ALL) &&
    (other.on === undefined || (route.on !== undefined && has(other.on, route.on))) &&
    (route.channel === undefined || route.channel === other.channel) &&
    (other.branches === undefined || (route.branches !== undefined && has(other.branches, route.branches))) &&
    (other.classes === undefined || (route.classes !== undefined && has(other.classes, route.classes))) &&
    has(other.sns, route.sns) &&
    has(other.mention, route.mention) &&
    JSON.stringify(other.call) === JSON.stringify(route.call) &&
    (route.notify !== 'every' || other.notify === 'every')
  );
}
