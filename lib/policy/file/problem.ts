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
