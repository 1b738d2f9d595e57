import type { Policy, Route } from '../file/schema.ts';
import { overlaps } from '../scope/glob-sets.ts';
import { linksOf } from '../scope/scope.ts';
import type { Contradiction } from './contradictions.ts';
import { NO_ANNOUNCEMENT, UNASKED } from './messages.ts';

/** Rules for pipelines about which no channel gets a message. Accounts, Regions, tags and exclusions are not compared. */
export function unheardRules(policy: Policy): Contradiction[] {
  const { approvals, freezes, people, routes } = policy;
  const isHeard = (scope: string, hears: (route: Route) => boolean) =>
    routes.some((route) => route.channel !== undefined && hears(route) && meet(policy, route.scope, scope));
  const needsPeople = (from: string[]) =>
    from.every((name) => Object.keys(people[name] ?? {}).some((key) => key !== 'machines'));
  return [
    ...approvals.flatMap(({ scope, require }, index) =>
      isHeard(scope, showsApprovals) || !require.some(({ from }) => needsPeople(from))
        ? []
        : [{ path: ['approvals', index, 'scope'], message: UNASKED }],
    ),
    ...freezes.flatMap(({ scope, announce }, index) =>
      announce === undefined || isHeard(scope, ({ on }) => on?.length !== 0)
        ? []
        : [{ path: ['freezes', index, 'announce'], message: NO_ANNOUNCEMENT }],
    ),
  ];
}

/** A message stays current to the end, so one that came earlier gets the buttons too. */
function showsApprovals({ on }: Route): boolean {
  return on === undefined || on.some((one) => one === 'approval' || one === 'started' || one === 'resumed');
}

function meet({ scopes }: Policy, one: string, other: string): boolean {
  const linksFor = (name: string) => linksOf(scopes[name] ?? {});
  return linksFor(one).every((a) =>
    linksFor(other).every((b) => mayMeet(a.pipelines, b.pipelines) && mayMeet(a.stages, b.stages)),
  );
}

function mayMeet(some: string[] = ['*'], others: string[] = ['*']): boolean {
  return some.some((a) => others.some((b) => overlaps(a, b)));
}
