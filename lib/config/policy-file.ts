import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { canonical } from '../core/base/merge.ts';
import { filesOf } from '../policy/calendar/calendar-files.ts';
import { type PlaceOf, parsePolicy, printProblem } from '../policy/file/parse.ts';
import type { Policy } from '../policy/file/schema.ts';
import { readText, UnreadableFile } from './text-file.ts';

export interface PolicyFile {
  policy: Policy;
  /** Depends on the rules only, not on layout or comments. */
  version: string;
}

/** @throws PolicyError that lists every problem with file, line and key */
export async function readPolicy(file: string): Promise<PolicyFile & { placeOf: PlaceOf }> {
  const text = await readText(file).catch((error: unknown) => {
    throw error instanceof UnreadableFile ? new PolicyError([error.message]) : error;
  });
  const parsed = parsePolicy(text, await readBeside(file, filesOf(text)));
  if (parsed.ok) return { policy: parsed.policy, version: versionOf(parsed.policy), placeOf: parsed.placeOf };
  throw new PolicyError(parsed.problems.map((problem) => printProblem(file, problem)));
}

async function readBeside(file: string, names: string[]): Promise<Record<string, string | Error>> {
  const entries = names.map(async (name) => {
    const content = readText(join(dirname(file), name));
    return [name, await content.catch(({ why }: UnreadableFile) => new Error(why))];
  });
  return Object.fromEntries(await Promise.all(entries));
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
