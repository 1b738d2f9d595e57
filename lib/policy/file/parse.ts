import { calendarsOf } from '../calendar/calendar-files.ts';
import { wrongAccounts } from '../check/account-patterns.ts';
import { contradictions } from '../check/contradictions.ts';
import { join, placesIn } from '../teams/join.ts';
import type { MainPart, TeamPart } from '../teams/part.ts';
import { readTeamFile } from '../teams/read.ts';
import { wrongRights } from '../teams/rights.ts';
import { takenForMain } from '../teams/taken-for-main.ts';
import { also } from './messages.ts';
import { located, type PlaceOf, type Problem } from './problem.ts';
import { Policy } from './schema.ts';
import { shapeOf } from './shape-problems.ts';
import { readYaml } from './yaml.ts';

export { beside, type PlaceOf, type Problem, printProblem } from './problem.ts';

export type Parsed = { ok: true; policy: Policy; placeOf: PlaceOf } | { ok: false; problems: Problem[] };

/** @param files texts of the files of teams and of calendars (`filesOf`), by name; a file that could not be read is an error */
export function parsePolicy(text: string, files: Record<string, string | Error> = {}): Parsed {
  const read = readYaml(text);
  if (!read.ok) return read;
  const { placeOf, content } = read.file;
  const own = withoutExtensions(content);
  const shape = shapeOf(Policy, own, read.file);
  if (!shape.ok) return { ok: false, problems: located(takenForMain(shape.problems, own), placeOf) };
  const main: MainPart = { rules: shape.data, placeOf };
  const { parts, problems } = teamParts(main, files);
  return problems.length > 0 ? { ok: false, problems } : joined(main, parts, files);
}

function joined(main: MainPart, parts: TeamPart[], files: Record<string, string | Error>): Parsed {
  const all = join(main, parts);
  const placeOf = placesIn(main, parts);
  const accounts = located(wrongAccounts(all), placeOf);
  const beyond = wrongRights(main, parts).filter((one) => !accounts.some((other) => keyOf(other) === keyOf(one)));
  const rights = [...accounts, ...beyond];
  const { calendars, problems } = calendarsOf(all, files);
  const isNew = (one: Problem) => !rights.some((other) => keyOf(other) === keyOf(one));
  const found = located([...contradictions(all), ...problems], placeOf).filter(isNew);
  if (rights.length + found.length > 0) return { ok: false, problems: together([...rights, ...found]) };
  const policy = { ...all, ...(Object.keys(calendars).length > 0 ? { calendars } : {}) };
  return { ok: true, policy, placeOf };
}

function keyOf({ file, key }: Problem): string {
  return `${file} ${key}`;
}

function teamParts({ rules: { teams = {} }, placeOf }: MainPart, files: Record<string, string | Error>) {
  const parts: TeamPart[] = [];
  const problems: Problem[] = [];
  for (const [name, team] of Object.entries(teams)) {
    const text = Object.hasOwn(files, team.file) ? files[team.file] : undefined;
    if (typeof text === 'string') {
      const read = readTeamFile(name, team, text);
      problems.push(...read.problems);
      if (read.part) parts.push(read.part);
    } else {
      const message = `${team.file}: ${text?.message ?? 'it was not read'}`;
      problems.push(...located([{ path: ['teams', name, 'file'], message }], placeOf));
    }
  }
  return { parts, problems };
}

/** Blocks named `x-…` hold values for anchors. */
function withoutExtensions(content: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(content).filter(([key]) => !key.startsWith('x-')));
}

/** One name that is missing is one slip, however often it is used. */
function together(problems: Problem[]): Problem[] {
  const byMessage = Map.groupBy(problems, ({ file, message }) => `${file} ${message}`);
  return [...byMessage.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const message =
      others.length === 0
        ? first.message
        : also(
            first.message,
            others.map(({ line }) => line),
          );
    return [{ ...first, message }];
  });
}
