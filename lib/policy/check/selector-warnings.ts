import { matches } from '../../core/text/glob.ts';
import { didYouMeanName } from '../file/nearest-word.ts';
import type { Policy } from '../file/schema.ts';
import { coversPipeline } from '../scope/scope.ts';
import type { Contradiction } from './contradictions.ts';
import { NO_PIPELINE_IN_SCOPE, noPipelineInRule, noPipelineMatches } from './messages.ts';

/** Only pipeline names are known here, so conditions on stages, accounts, Regions and tags count as met. */
export function selectorWarnings(policy: Policy, pipelines: string[]): Contradiction[] {
  const scopes = Object.entries(policy.scopes);
  const empty = scopes.flatMap(([name, scope]) =>
    pipelines.some((pipeline) => coversPipeline(scope, { pipeline })) ? [] : [name],
  );
  const patterns = scopes.flatMap(([name, { pipelines: chosen = [], exclude }]) => [
    ...chosen.flatMap((glob, at) => matchless(['scopes', name, 'pipelines', at], glob, pipelines)),
    ...(exclude?.pipelines ?? []).flatMap((glob, at) =>
      matchless(['scopes', name, 'exclude', 'pipelines', at], glob, pipelines),
    ),
  ]);
  return [
    ...empty.map((name) => ({ path: ['scopes', name], message: NO_PIPELINE_IN_SCOPE })),
    ...patterns,
    ...lists.flatMap((list) =>
      policy[list].flatMap(({ scope }, index) =>
        empty.includes(scope) ? [{ path: [list, index, 'scope'], message: noPipelineInRule(scope) }] : [],
      ),
    ),
  ];
}

const lists = ['routes', 'approvals', 'freezes', 'retry', 'commands'] as const;

function matchless(path: PropertyKey[], glob: string, pipelines: string[]): Contradiction[] {
  if (pipelines.some((pipeline) => matches(glob, pipeline))) return [];
  return [{ path, message: noPipelineMatches(glob, didYouMeanName(glob, pipelines)) }];
}
