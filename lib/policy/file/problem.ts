import type { Contradiction } from '../check/contradictions.ts';

/** Printed as `infra/policy.yml:7:5 scopes.prod.pipelnes: …`. */
export interface Problem {
  line: number;
  column: number;
  key: string;
  message: string;
}

export type PlaceOf = (path: PropertyKey[]) => Pick<Problem, 'line' | 'column'>;

export function printProblem(file: string, { line, column, key, message }: Problem): string {
  return `${file}:${line}:${column} ${key === '' ? '' : `${key}: `}${message}`;
}

/** In the order of the file. A slip in an anchor is one slip, wherever its aliases stand. */
export function located(found: Contradiction[], placeOf: PlaceOf): Problem[] {
  const problems = found.map(({ path, message }) => ({ ...placeOf(path), key: path.map(String).join('.'), message }));
  const once = Map.groupBy(problems, ({ line, column, message }) => `${line}:${column} ${message}`);
  return [...once.values()].flatMap((same) => same.slice(0, 1)).sort((a, b) => a.line - b.line || a.column - b.column);
}
