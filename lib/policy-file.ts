import { readFile } from 'node:fs/promises';
import { parsePolicy, printProblem } from './policy/parse.ts';
import type { Policy } from './policy/schema.ts';

/** @throws PolicyError that lists every problem with file, line and key */
export async function readPolicy(file: string): Promise<Policy> {
  const parsed = parsePolicy(await readFile(file, 'utf8'));
  if (parsed.ok) return parsed.policy;
  throw new PolicyError(parsed.problems.map((problem) => printProblem(file, problem)));
}

export class PolicyError extends Error {
  override name = 'PolicyError';
  readonly problems: string[];
  constructor(problems: string[]) {
    super(
      `The policy has ${problems.length === 1 ? 'an error' : `${problems.length} errors`}:\n${problems.join('\n')}`,
    );
    this.problems = problems;
  }
}
