import type { Contradiction } from '../check/contradictions.ts';

/** Printed as `infra/policy.yml:7:5 scopes.prod.pipelnes: …`. */
export interface Problem extends Place {
  key: string;
  message: string;
  /** Where the other half of a conflict stands. */
  other?: Place;
}

export interface Place {
  line: number;
  column: number;
  /** The team's file, from the folder of the main file; absent: the main file. */
  file?: string;
}

/** `path`: in its own file, if that is the file of a team. */
export type PlaceOf = (path: PropertyKey[]) => Place & { path?: PropertyKey[] };

/** @param main the name of the main file, or names the files of a policy that are not on a disk */
export function printProblem(main: string | ((file?: string) => string), problem: Problem): string {
  const { line, column, key, message, other } = problem;
  const nameOf = (file?: string) => (typeof main === 'string' ? beside(main, file) : main(file));
  const conflict = other ? `: ${nameOf(other.file)}:${other.line}` : '';
  return `${nameOf(problem.file)}:${line}:${column} ${key === '' ? '' : `${key}: `}${message}${conflict}`;
}

/** A name that is relative to the folder of another file. */
export function beside(main: string, file: string | undefined): string {
  return file === undefined ? main : main.replace(/[^/\\]*$/, file);
}

/** In the order of the file. A slip in an anchor is one slip, wherever its aliases stand. */
export function located(found: Contradiction[], placeOf: PlaceOf): Problem[] {
  const problems = found.map(({ path, other, message }): Problem => {
    const { path: own = path, ...place } = placeOf(path);
    const { path: _, ...conflict } = other ? placeOf(other) : {};
    // In one file, the id is enough to find the other half.
    const isElsewhere = place.file !== undefined || ('file' in conflict && conflict.file !== undefined);
    return {
      ...place,
      key: own.map(String).join('.'),
      message,
      ...(isElsewhere && 'line' in conflict ? { other: conflict } : {}),
    };
  });
  const once = Map.groupBy(problems, ({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
  return [...once.values()].flatMap((same) => same.slice(0, 1)).sort(inOrder);
}

function inOrder(a: Problem, b: Problem): number {
  if (a.file !== b.file) return (a.file ?? '') < (b.file ?? '') ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
