import { and, or } from '../text/list.ts';

/** Problems in the files of teams. Each follows a place in such a file. */

export const EMPTY_TEAM =
  'the file is empty; the file of a team has rules, as routes: [{ scope: SCOPE, channel: C0TEAM }]';

export const WITHIN_IS_FOR_TEAMS = "`within` is for the file of a team; to check a team's file, check its folder";
export const MAYBE_OF_TEAM = 'if this is the file of a team, check its folder';

export function onlyInMain(key: string): string {
  return `only the main file may have "${key}"`;
}

export function notYourScope(team: string, scope: string, given: string[], nearest: string): string {
  const rights = `may speak about ${and(given)}, and scopes of this file within`;
  return scope === 'all'
    ? `"all" is everything, and team ${team} ${rights}`
    : `"${scope}" is not a scope of team ${team}, which ${rights}${nearest}`;
}

export function notWithin(team: string, name: string, given: string[]): string {
  return `"${name}" is not given to team ${team}; use ${or(given)}`;
}

export function nameWithin(given: string[]): string {
  return `the team has several scopes; name the one that this is a part of, as within: ${given[0]} (or ${or(given.slice(1))})`;
}

export function beyond(glob: string, field: string, within: string, allowed: string[]): string {
  return `"${glob}" is outside of scope "${within}", which has the ${field} ${and(allowed)}; a team cannot go beyond its scopes`;
}

export function otherPeople(name: string, owner: string | undefined, team: string | undefined): string {
  if (team === undefined)
    return `"${name}" belongs to team ${owner}, which could change it; the main file names its own people only`;
  return `"${name}" belongs to team ${owner}; name people of this file or of the main file`;
}

export function otherScope(name: string, owner: string): string {
  return `scope "${name}" belongs to team ${owner}, which could change it; the main file uses its own scopes only`;
}

export function nameTaken(what: string, name: string): string {
  return `another file has a ${what} with the name "${name}"`;
}

export function fileTaken(other: string): string {
  return `this is the file of team ${other} already`;
}

export const ALL_FOR_NO_TEAM = '"all" is for the main file only; give the team a scope';

export const onlyReport =
  'the main file has "mode: report", which a team cannot change; remove this, and the freeze enforces as soon as the main file does';

export const PATTERNS_BY_TAGS =
  'a failure pattern applies in the scopes of its team, and the tags of a pipeline are unknown there; give the team a scope without tags, or put the pattern in the main file';
