import { calendarsOf } from '../calendar/calendar-files.ts';
import { contradictions } from '../check/contradictions.ts';
import { also } from './messages.ts';
import { located, type PlaceOf, type Problem } from './problem.ts';
import { Policy } from './schema.ts';
import { shapeOf } from './shape-problems.ts';
import { readYaml } from './yaml.ts';

export { type PlaceOf, type Problem, printProblem } from './problem.ts';

export type Parsed = { ok: true; policy: Policy; placeOf: PlaceOf } | { ok: false; problems: Problem[] };

/** @param files texts of the files that `filesOf` lists, by name; a file that could not be read is an error */
export function parsePolicy(text: string, files: Record<string, string | Error> = {}): Parsed {
  const read = readYaml(text);
  if (!read.ok) return read;
  const { placeOf, content } = read.file;
  const shape = shapeOf(Policy, withoutExtensions(content), read.file);
  if (!shape.ok) return { ok: false, problems: located(shape.problems, placeOf) };
  const { calendars, problems } = calendarsOf(shape.data, files);
  const found = [...contradictions(shape.data), ...problems];
  if (found.length > 0) return { ok: false, problems: together(located(found, placeOf)) };
  const policy = { ...shape.data, ...(Object.keys(calendars).length > 0 ? { calendars } : {}) };
  return { ok: true, policy, placeOf };
}

/** Blocks named `x-…` hold values for anchors. */
function withoutExtensions(content: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(content).filter(([key]) => !key.startsWith('x-')));
}

/** One name that is missing is one slip, however often it is used. */
function together(problems: Problem[]): Problem[] {
  const byMessage = Map.groupBy(problems, ({ message }) => message);
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
