import type { Policy, Route } from '../../policy/file/schema.ts';
import { takesBranch } from '../../policy/route/route.ts';
import { and } from '../../policy/text/list.ts';
import { mayCover } from './concerned-freezes.ts';
import type { AskedPlace } from './place.ts';

/** The routes of the place that send messages about a branch, and those that do not. A route that has only a board or a digest sends none. */
export function routesByBranch(policy: Policy, place: AskedPlace, stage: string | undefined, branch: string): string {
  const routes = policy.routes.map((route, index) => ({ route, name: nameOf(route, index) }));
  const covering = routes.filter(({ route }) => route.on?.length !== 0 && mayCover(policy, route.scope, place, stage));
  const named = (isFor: boolean) =>
    covering.filter(({ route }) => takesBranch(route, [branch]) === isFor).map(({ name }) => name);
  const [sending, silent] = [named(true), named(false)];
  return [
    sending.length > 0
      ? `Routes for branch ${branch}: ${and(sending)}.`
      : `No route sends messages about branch ${branch}.`,
    ...(silent.length > 0 ? [`Not for this branch: ${and(silent)}.`] : []),
    'Freezes, approvals and retries do not depend on the branch.',
  ].join(' ');
}

function nameOf({ id, channel, sns = [] }: Route, index: number): string {
  return `${id ?? `routes.${index}`} (${[...(channel ? [channel] : []), ...sns].join(', ')})`;
}
