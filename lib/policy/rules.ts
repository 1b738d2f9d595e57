import type { Rules } from '../core/rules.ts';
import { heeds, route } from './route.ts';
import type { Policy } from './schema.ts';

/** A policy as the core asks it. */
export function rulesOf(policy: Policy): Rules {
  const scopes = Object.values(policy.scopes);
  return {
    readsTags: scopes.some((scope) => scope.tags !== undefined || scope.exclude?.tags !== undefined),
    watches: (subject) => policy.routes.some((rule) => heeds(policy, rule, subject)),
    route: (subject, news) =>
      policy.routes.flatMap((rule, index) => {
        const routed = route(policy, rule, index, subject, news);
        return routed ? [routed] : [];
      }),
  };
}
