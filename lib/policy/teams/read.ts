import { beside, located, type Problem } from '../file/problem.ts';
import { Policy } from '../file/schema.ts';
import { TEAM_FILE, type Teams } from '../file/schema-teams.ts';
import { shapeOf } from '../file/shape-problems.ts';
import { readYaml } from '../file/yaml.ts';
import { EMPTY_TEAM, onlyInMain } from './messages.ts';
import type { TeamPart } from './part.ts';
import { TeamFile } from './schema.ts';

/** Names of the teams' files in a main file that is not validated yet. */
export function teamFilesOf(text: string): string[] {
  const read = readYaml(text);
  const teams: unknown = read.ok ? read.file.content.teams : undefined;
  const files = Object.values(Object(teams)).map((team) => Object(team).file);
  return [...new Set(files.filter((file) => typeof file === 'string' && TEAM_FILE.test(file)))] as string[];
}

export function readTeamFile(
  team: string,
  { file, scopes }: Teams[string],
  text: string,
): { part: TeamPart; problems: [] } | { part?: undefined; problems: Problem[] } {
  const here = (problems: Problem[]) => problems.map((problem) => ({ ...problem, file }));
  const read = readYaml(text, { empty: EMPTY_TEAM });
  if (!read.ok) return { problems: here(read.problems) };
  const { content, placeOf } = read.file;
  const isForMain = (key: string) => Object.hasOwn(Policy.shape, key) && !Object.hasOwn(TeamFile.shape, key);
  const foreign = Object.keys(content)
    .filter(isForMain)
    .map((key) => ({ path: [key], message: onlyInMain(key) }));
  const own = Object.fromEntries(Object.entries(content).filter(([key]) => !key.startsWith('x-') && !isForMain(key)));
  const shape = shapeOf(TeamFile, own, read.file);
  const problems = here(located([...foreign, ...(shape.ok ? [] : shape.problems)], placeOf));
  if (!shape.ok || problems.length > 0) return { problems };
  const freezes = shape.data.freezes.map((freeze) =>
    freeze.ics ? { ...freeze, ics: beside(file, freeze.ics) } : freeze,
  );
  return { part: { team, file, given: scopes, rules: { ...shape.data, freezes }, placeOf }, problems: [] };
}
