import { freezeWarnings } from './freeze-warnings.ts';
import type { Policy, Route } from './schema.ts';

/** What is no error, and yet hardly what somebody meant; only what can be proved. */
export function warnings(policy: Policy, now: number): string[] {
  return [...unusedScopes(policy), ...idleRoutes(policy), ...freezeWarnings(policy, now)];
}

function unusedScopes({ scopes, routes, approvals, freezes, retry }: Policy): string[] {
  const used = new Set([...routes, ...approvals, ...freezes, ...retry].map(({ scope }) => scope));
  return Object.keys(scopes).flatMap((name) => (used.has(name) ? [] : [`scopes.${name}: nothing uses it`]));
}

/** A route adds nothing where an earlier one leads all of its news to the same places. */
function idleRoutes({ routes }: Policy): string[] {
  return routes.flatMap((route, index) => {
    const earlier = routes.findIndex((other, at) => at < index && leadsAll(other, route));
    return earlier < 0
      ? []
      : [`routes.${index}: everything that it tells is told by ${routes[earlier]?.id ?? `routes.${earlier}`} already`];
  });
}

function leadsAll(other: Route, route: Route): boolean {
  const has = <T>(all: T[] | undefined, some: T[] | undefined) => (some ?? []).every((one) => all?.includes(one));
  return (
    (other.scope === route.scope || other.scope === 'all') &&
    (other.on === undefined || (route.on !== undefined && has(other.on, route.on))) &&
    (route.channel === undefined || route.channel === other.channel) &&
    has(other.sns, route.sns) &&
    has(other.mention, route.mention)
  );
}
