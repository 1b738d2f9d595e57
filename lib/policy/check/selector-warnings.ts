import { matches } from '../../core/text/glob.ts';
import { didYouMeanName } from '../file/nearest-word.ts';
import type { Policy } from '../file/schema.ts';
import { ALL, coversPipeline } from '../scope/scope.ts';
import type { Contradiction } from './contradictions.ts';

/** What is about none of the pipelines that there are. Of those only the names are known: what a scope says of stages,
 *  accounts, Regions and tags may be so, and is not complained of. */
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
    ...empty.map((name) => ({ path: ['scopes', name], message: 'none of the pipelines is in it' })),
    ...patterns,
    ...lists.flatMap((list) =>
      policy[list].flatMap(({ scope }, index) =>
        scope !== ALL && empty.includes(scope)
          ? [{ path: [list, index, 'scope'], message: `it is about no pipeline: none is in "${scope}"` }]
          : [],
      ),
    ),
  ];
}

const lists = ['routes', 'approvals', 'freezes', 'retry', 'commands'] as const;

function matchless(path: PropertyKey[], glob: string, pipelines: string[]): Contradiction[] {
  if (pipelines.some((pipeline) => matches(glob, pipeline))) return [];
  return [{ path, message: `"${glob}" is none of the pipelines${didYouMeanName(glob, pipelines)}` }];
}
