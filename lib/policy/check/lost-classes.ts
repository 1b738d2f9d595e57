import { type FailureClass, failureClasses } from '../../core/execution/diagnosis.ts';
import type { Policy, Route } from '../file/schema.ts';
import { ALL } from '../scope/scope.ts';
import type { Contradiction } from './contradictions.ts';
import { lostClasses } from './messages.ts';

/** Failures that reach no channel and no topic, because the routes of their scope are for other classes. Reported at the
 *  first of these routes. */
export function lostClassWarnings({ routes }: Policy): Contradiction[] {
  return routes.flatMap((route, index) => {
    if (route.classes === undefined || routes.findIndex((other) => isAlike(other, route)) < index) return [];
    const taken = new Set(routes.filter((other) => surelyTakes(other, route)).flatMap(classesOf));
    const lost = failureClasses.filter((name) => !taken.has(name));
    return lost.length > 0 ? [{ path: ['routes', index, 'classes'], message: lostClasses(lost, route.scope) }] : [];
  });
}

function classesOf({ classes }: Route): readonly FailureClass[] {
  return classes ?? failureClasses;
}

function isAlike(other: Route, route: Route): boolean {
  return other.scope === route.scope && surelyTakes(other, route);
}

/** Another scope may leave some of these pipelines out. */
function surelyTakes(other: Route, { scope, branches }: Route): boolean {
  const isForAll = other.branches === undefined || (branches?.every((one) => other.branches?.includes(one)) ?? false);
  const hearsFailures = other.on === undefined || other.on.includes('failed');
  return hearsFailures && isForAll && (other.scope === scope || other.scope === ALL);
}
