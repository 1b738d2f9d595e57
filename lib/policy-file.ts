import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { canonical } from './core/join.ts';
import { parsePolicy, printProblem } from './policy/parse.ts';
import type { Policy } from './policy/schema.ts';

export interface PolicyFile {
  policy: Policy;
  /** The same for the same rules, however they are laid out and commented. */
  version: string;
}

/** @throws PolicyError that lists every problem with file, line and key */
export async function readPolicy(file: string): Promise<PolicyFile> {
  const parsed = parsePolicy(await readFile(file, 'utf8'));
  if (parsed.ok) return { policy: parsed.policy, version: versionOf(parsed.policy) };
  throw new PolicyError(parsed.problems.map((problem) => printProblem(file, problem)));
}

function versionOf(policy: Policy): string {
  return createHash('sha256').update(canonical(policy)).digest('hex').slice(0, 12);
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
