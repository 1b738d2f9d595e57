import { identityKey } from './identity.ts';
import { impossible } from './impossible.ts';
import { didYouMean } from './nearest.ts';
import type { Policy } from './schema.ts';
import { ALL } from './scope.ts';

export interface Finding {
  path: PropertyKey[];
  message: string;
}

/** What no single key can tell. */
export function contradictions(policy: Policy): Finding[] {
  const { scopes, people, routes, approvals } = policy;
  const reserved = Object.hasOwn(scopes, ALL)
    ? [{ path: ['scopes', ALL], message: '"all" always means everything' }]
    : [];
  const scopeNames = [ALL, ...Object.keys(scopes)];
  const inScope = (list: string) => (rule: { scope: string }, index: number) =>
    unknown([list, index, 'scope'], 'scope', rule.scope, scopeNames);
  const names = Object.keys(people);
  const missing = approvals.flatMap(({ require, escalate }, index) => [
    ...require.flatMap(({ from }, nth) =>
      from.flatMap((name, at) => unknown(['approvals', index, 'require', nth, 'from', at], 'people', name, names)),
    ),
    ...(escalate ? unknown(['approvals', index, 'escalate', 'to'], 'people', escalate.to, names) : []),
  ]);
  return [
    ...reserved,
    ...routes.flatMap(inScope('routes')),
    ...twice('routes', 'route', routes),
    ...approvals.flatMap(inScope('approvals')),
    ...twice('approvals', 'approval rule', approvals),
    ...missing,
    ...(missing.length > 0 ? [] : impossible(policy)),
    ...sameIdentity(policy),
  ];
}

function unknown(path: PropertyKey[], what: string, name: string, known: string[]): Finding[] {
  if (known.includes(name)) return [];
  const are = what === 'people' ? 'are no people' : `is no ${what}`;
  return [{ path, message: `there ${are} "${name}"${didYouMean(name, known)}` }];
}

function twice(list: string, what: string, rules: { id?: string | undefined }[]): Finding[] {
  const ids = rules.map(({ id }) => id);
  return rules.flatMap(({ id }, index) =>
    id !== undefined && ids.indexOf(id) < index
      ? [{ path: [list, index, 'id'], message: `there is another ${what} "${id}"` }]
      : [],
  );
}

/** YAML tells keys apart that mean one person. */
function sameIdentity({ identities }: Policy): Finding[] {
  const keys = Object.keys(identities).map(identityKey);
  return Object.keys(identities).flatMap((key, index) =>
    keys.indexOf(identityKey(key)) < index
      ? [{ path: ['identities', key], message: `there is another identity of "${identityKey(key)}"` }]
      : [],
  );
}
