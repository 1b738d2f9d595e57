import type { PlaceOf } from '../file/problem.ts';
import type { Policy, Scope } from '../file/schema.ts';
import type { MainPart, TeamPart } from './part.ts';
import { lists, named } from './schema.ts';

/** One policy of all files: the rules of the main file first, then those of each team in the order of `teams`. A scope of
 *  a team is restricted by the scope that it is a part of. */
export function join({ rules: { teams: _, ...main } }: MainPart, teams: TeamPart[]): Policy {
  const signatures = [
    ...(main.signatures ?? []),
    ...teams.flatMap(({ rules, given }) =>
      rules.signatures.map((one) => ({ ...one, within: given.flatMap((name) => main.scopes[name] ?? []) })),
    ),
  ];
  return {
    ...main,
    scopes: { ...main.scopes, ...Object.assign({}, ...teams.map((part) => ownScopes(part, main.scopes))) },
    people: { ...main.people, ...Object.assign({}, ...teams.map(({ rules }) => rules.people)) },
    routes: [...main.routes, ...teams.flatMap(({ rules }) => rules.routes)],
    approvals: [...main.approvals, ...teams.flatMap(({ rules }) => rules.approvals)],
    freezes: [
      ...main.freezes,
      ...teams.flatMap(({ team, rules }) => rules.freezes.map((freeze) => ({ ...freeze, team }))),
    ],
    commands: [
      ...main.commands,
      ...teams.flatMap(({ team, rules }) => rules.commands.map((rule) => ({ ...rule, team }))),
    ],
    retry: [...main.retry, ...teams.flatMap(({ rules }) => rules.retry)],
    ...(signatures.length > 0 ? { signatures } : {}),
  };
}

function ownScopes({ rules, given }: TeamPart, known: Record<string, Scope>): Record<string, Scope> {
  const scopes = Object.entries(rules.scopes).map(([name, { within = given[0] ?? '', ...scope }]) => {
    // Without the scope that it is a part of, it covers nothing: such a policy is refused anyway.
    return [name, { ...scope, within: known[within] ?? NOTHING }] as const;
  });
  return Object.fromEntries(scopes);
}

const NOTHING: Scope = { pipelines: [] };

export function placesIn(main: MainPart, teams: TeamPart[]): PlaceOf {
  return (path) => {
    const [section, step, ...rest] = path;
    const list = lists.find((name) => name === section);
    if (list !== undefined && step !== undefined) {
      let index = Number(step) - (main.rules[list]?.length ?? 0);
      for (const part of index < 0 ? [] : teams) {
        const { length } = part.rules[list];
        if (index < length) return inFile(part, [list, index, ...rest]);
        index -= length;
      }
    }
    const names = named.find((name) => name === section);
    const owner = names && teams.find(({ rules }) => Object.hasOwn(rules[names], String(step)));
    const isOfMain = names !== undefined && Object.hasOwn(main.rules[names], String(step));
    return owner && !isOfMain ? inFile(owner, path) : main.placeOf(path);
  };
}

export function inFile({ file, placeOf }: TeamPart, path: PropertyKey[]): ReturnType<PlaceOf> {
  return { ...placeOf(path), file, path };
}
