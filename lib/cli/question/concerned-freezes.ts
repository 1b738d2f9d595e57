import type { Policy, Scope } from '../../policy/file/schema.ts';
import type { Freeze } from '../../policy/freeze/schema.ts';
import { ALL, coverage } from '../../policy/scope/scope.ts';
import type { AskedPlace } from './place.ts';

/** The freezes that hold in a place, or may: what the question does not name is unknown. */
export function freezesIn(policy: Policy, place: AskedPlace, stage: string | undefined): Freeze[] {
  return policy.freezes.filter((freeze) => concerns(policy, freeze, place, stage));
}

function concerns({ scopes }: Policy, freeze: Freeze, place: AskedPlace, stage: string | undefined): boolean {
  const scope = freeze.scope === ALL ? undefined : scopes[freeze.scope];
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
