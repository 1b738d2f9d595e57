import type { Policy, Scope } from '../../policy/file/schema.ts';
import type { Freeze } from '../../policy/freeze/schema.ts';
import { ALL, coverage } from '../../policy/scope/scope.ts';
import type { AskedPlace } from './place.ts';

/** The freezes that hold in a place, or may: what the question does not name is unknown. */
export function freezesIn(policy: Policy, place: AskedPlace, stage: string | undefined): Freeze[] {
  return policy.freezes.filter(({ scope }) => mayCover(policy, scope, place, stage));
}

/** Whether a rule with this scope applies in a place, or may. */
export function mayCover({ scopes }: Policy, name: string, place: AskedPlace, stage: string | undefined): boolean {
  const scope = name === ALL ? undefined : scopes[name];
  if (scope === undefined) return true;
  const { pipeline } = place;
  if (pipeline !== undefined) return coverage(scope, { ...place, pipeline }, stage) !== 'no';
  return coverage(anywhere(scope), { ...place, pipeline: '' }, stage) !== 'no';
}

/** Without a pipeline name its patterns cannot be compared. */
function anywhere({ pipelines: _, exclude, within, ...others }: Scope): Scope {
  return {
    ...others,
    ...(exclude && !exclude.pipelines ? { exclude } : {}),
    ...(within ? { within: anywhere(within) } : {}),
  };
}
