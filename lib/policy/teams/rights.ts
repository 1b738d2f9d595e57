import { type Contradiction, peopleNamed } from '../check/contradictions.ts';
import { unknownName } from '../check/messages.ts';
import { didYouMean } from '../file/nearest-word.ts';
import { located, type Problem } from '../file/problem.ts';
import { overlaps } from '../scope/glob-sets.ts';
import { ALL, looksAtTags } from '../scope/scope.ts';
import { inFile } from './join.ts';
import {
  ALL_FOR_NO_TEAM,
  beyond,
  fileTaken,
  nameTaken,
  nameWithin,
  notWithin,
  notYourScope,
  onlyReport,
  otherPeople,
  otherScope,
  PATTERNS_BY_TAGS,
} from './messages.ts';
import type { MainPart, TeamPart } from './part.ts';

/** Conflicts of a file with another file, or with the rights of its team. */
export function wrongRights(main: MainPart, teams: TeamPart[]): Problem[] {
  return [
    ...located([...givenScopes(main), ...sharedFiles(main), ...borrowed(main, teams)], main.placeOf),
    ...teams.flatMap((part) => {
      const found = [...ruleScopes(part, main, teams), ...ownScopes(part, main), ...peopleOfOthers(part, main, teams)];
      return located([...found, ...freezeModes(part, main), ...patterns(part, main)], (path) => inFile(part, path));
    }),
    ...takenNames(main, teams),
  ];
}

function givenScopes({ rules: { teams = {}, scopes } }: MainPart): Contradiction[] {
  return Object.entries(teams).flatMap(([team, { scopes: given }]) =>
    given.flatMap((name, index) => {
      const path = ['teams', team, 'scopes', index];
      if (name === ALL) return [{ path, message: ALL_FOR_NO_TEAM }];
      if (Object.hasOwn(scopes, name)) return [];
      return [{ path, message: unknownName('scope', name, didYouMean(name, Object.keys(scopes))) }];
    }),
  );
}

function sharedFiles({ rules: { teams = {} } }: MainPart): Contradiction[] {
  const all = Object.entries(teams);
  return all.flatMap(([team, { file }], index) => {
    const [other] = all.slice(0, index).find((one) => one[1].file === file) ?? [];
    return other === undefined ? [] : [{ path: ['teams', team, 'file'], message: fileTaken(other) }];
  });
}

function ruleScopes({ team, given, rules }: TeamPart, main: MainPart, teams: TeamPart[]): Contradiction[] {
  const isKnown = (scope: string) => [main, ...teams].some((part) => Object.hasOwn(part.rules.scopes, scope));
  const nearest = (scope: string) => (isKnown(scope) ? '' : didYouMean(scope, mine));
  const mine = [...given, ...Object.keys(rules.scopes)];
  return scoped.flatMap((list) =>
    rules[list].flatMap(({ scope }, index) =>
      mine.includes(scope) && scope !== ALL
        ? []
        : [{ path: [list, index, 'scope'], message: notYourScope(team, scope, given, nearest(scope)) }],
    ),
  );
}

function ownScopes({ team, given, rules }: TeamPart, main: MainPart): Contradiction[] {
  return Object.entries(rules.scopes).flatMap(([name, { within, ...scope }]): Contradiction[] => {
    const path = ['scopes', name];
    if (within === undefined && given.length > 1) return [{ path, message: nameWithin(given) }];
    const outer = within ?? given[0] ?? '';
    if (!given.includes(outer)) return [{ path: [...path, 'within'], message: notWithin(team, outer, given) }];
    return (['pipelines', 'stages', 'accounts', 'regions'] as const).flatMap((field) => {
      const allowed = main.rules.scopes[outer]?.[field];
      if (!allowed) return [];
      return (scope[field] ?? []).flatMap((glob, at) =>
        allowed.some((one) => overlaps(one, glob))
          ? []
          : [{ path: [...path, field, at], message: beyond(glob, field, outer, allowed) }],
      );
    });
  });
}

/** Another team could change who decides. */
function peopleOfOthers({ team, rules }: TeamPart, main: MainPart, teams: TeamPart[]): Contradiction[] {
  const known = { ...main.rules.people, ...rules.people };
  return peopleNamed(rules).flatMap(({ path, name }) => {
    const owner = Object.hasOwn(known, name) ? undefined : ownerOf(name, teams);
    return owner === undefined ? [] : [{ path, message: otherPeople(name, owner, team) }];
  });
}

function borrowed({ rules }: MainPart, teams: TeamPart[]): Contradiction[] {
  const people = peopleNamed(rules).flatMap(({ path, name }) => {
    const owner = Object.hasOwn(rules.people, name) ? undefined : ownerOf(name, teams);
    return owner === undefined ? [] : [{ path, message: otherPeople(name, owner, undefined) }];
  });
  const scopes = scoped.flatMap((list) =>
    rules[list].flatMap(({ scope }, index) => {
      const part = teams.find((one) => Object.hasOwn(one.rules.scopes, scope));
      if (!part || Object.hasOwn(rules.scopes, scope)) return [];
      return [{ path: [list, index, 'scope'], message: otherScope(scope, part.team) }];
    }),
  );
  return [...people, ...scopes];
}

const scoped = ['routes', 'approvals', 'freezes', 'commands', 'retry'] as const;

function ownerOf(name: string, teams: TeamPart[]): string | undefined {
  return teams.find(({ rules }) => Object.hasOwn(rules.people, name))?.team;
}

function freezeModes({ rules }: TeamPart, main: MainPart): Contradiction[] {
  if (main.rules.mode === 'enforce') return [];
  return rules.freezes.flatMap(({ mode }, index) =>
    mode === 'enforce' ? [{ path: ['freezes', index, 'mode'], message: onlyReport }] : [],
  );
}

function patterns({ given, rules }: TeamPart, main: MainPart): Contradiction[] {
  const byTags = given.every((name) => {
    const scope = main.rules.scopes[name];
    return scope !== undefined && looksAtTags(scope);
  });
  return byTags ? rules.signatures.map((_, index) => ({ path: ['signatures', index], message: PATTERNS_BY_TAGS })) : [];
}

/** Scopes, people and failure patterns have one name in all files. So have the other rules, which one file may not repeat either. */
function takenNames(main: MainPart, teams: TeamPart[]): Problem[] {
  return kinds.flatMap(({ what, namesIn }) => {
    const first = new Map(namesIn(main.rules).map(({ name, path }) => [name, main.placeOf(path)]));
    return teams.flatMap((part) => {
      const mine = namesIn(part.rules).map(({ name, path }) => ({ name, place: inFile(part, path) }));
      const taken = mine.flatMap(({ name, place: { path = [], ...place } }): Problem[] => {
        const other = first.get(name);
        if (!other) return [];
        return [{ ...place, key: path.map(String).join('.'), message: nameTaken(what, name), other }];
      });
      for (const { name, place } of mine) if (!first.has(name)) first.set(name, place);
      return taken;
    });
  });
}

type Named = Pick<TeamPart['rules'], 'people'> & Pick<MainPart['rules'], 'signatures'> & { scopes: object };

const kinds: { what: string; namesIn: (rules: Named) => { name: string; path: PropertyKey[] }[] }[] = [
  {
    what: 'scope',
    namesIn: ({ scopes }) => Object.keys(scopes).map((name) => ({ name, path: ['scopes', name] })),
  },
  {
    what: 'set of people',
    namesIn: ({ people }) => Object.keys(people).map((name) => ({ name, path: ['people', name] })),
  },
  {
    what: 'failure pattern',
    namesIn: ({ signatures = [] }) =>
      signatures.map(({ id }, index) => ({ name: id, path: ['signatures', index, 'id'] })),
  },
];
