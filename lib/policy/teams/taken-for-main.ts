import type { Contradiction } from '../check/contradictions.ts';
import { MAYBE_OF_TEAM, WITHIN_IS_FOR_TEAMS } from './messages.ts';
import { TeamFile } from './schema.ts';

export function takenForMain(problems: Contradiction[], content: Record<string, unknown>): Contradiction[] {
  const isWithin = ({ path }: Contradiction) => path.length === 3 && path[0] === 'scopes' && path[2] === 'within';
  const lacks = (key: string) => !Object.hasOwn(content, key);
  const isLacking = ({ path }: Contradiction) => path.length === 1 && lacks(String(path[0]));
  const first = problems.find(isWithin);
  if (first) {
    const others = problems.filter((problem) => !isWithin(problem));
    // The file of a team has no version, and need not have routes.
    const own = lacks('version') ? others.filter((problem) => !isLacking(problem)) : others;
    return [{ ...first, message: WITHIN_IS_FOR_TEAMS }, ...own];
  }
  const mayBeOfTeam =
    lacks('version') && lacks('routes') && Object.keys(content).every((key) => Object.hasOwn(TeamFile.shape, key));
  if (!mayBeOfTeam) return problems;
  return problems.map((problem) =>
    isLacking(problem) && problem.path[0] === 'version'
      ? { ...problem, message: `${problem.message}; ${MAYBE_OF_TEAM}` }
      : problem,
  );
}
