import type { Finding } from './contradictions.ts';
import { freezeWarnings } from './freeze-warnings.ts';
import type { Policy, Route } from './schema.ts';
import { selectorWarnings } from './selector-warnings.ts';

/** What is no error, and yet hardly what somebody meant; only what can be proved.
 *  @param pipelines the names of all that there are, where somebody told them */
export function warnings(policy: Policy, now: number, pipelines?: string[]): Finding[] {
  return [
    ...unusedScopes(policy),
    ...idleRoutes(policy),
    ...freezeWarnings(policy, now),
    ...(pipelines ? selectorWarnings(policy, pipelines) : []),
  ];
}

function unusedScopes({ scopes, routes, approvals, freezes, retry, commands }: Policy): Finding[] {
  const used = new Set([...routes, ...approvals, ...freezes, ...retry, ...commands].map(({ scope }) => scope));
  const unused = Object.keys(scopes).filter((name) => !used.has(name));
  return unused.map((name) => ({ path: ['scopes', name], message: 'nothing uses it' }));
}

/** A route adds nothing where an earlier one leads all of its news to the same places. */
function idleRoutes({ routes }: Policy): Finding[] {
  return routes.flatMap((route, index) => {
    const earlier = routes.findIndex((other, at) => at < index && leadsAll(other, route));
    if (earlier < 0) return [];
    const message = `everything that it tells is told by ${routes[earlier]?.id ?? `routes.${earlier}`} already`;
    return [{ path: ['routes', index], message }];
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
