import { createHash } from 'node:crypto';
import { canonical } from '../core/base/merge.ts';
import { type PlaceOf, parsePolicy, printProblem } from '../policy/file/parse.ts';
import type { Policy } from '../policy/file/schema.ts';
import { filesFrom, isDocument } from './policy-document.ts';
import { PolicyError } from './policy-error.ts';
import { type PolicyFiles, readPolicyFiles } from './policy-files.ts';

export { PolicyError } from './policy-error.ts';

export interface PolicyFile {
  policy: Policy;
  /** Depends on the rules only, not on layout, comments or files. */
  version: string;
}

export interface ReadPolicy extends PolicyFile {
  placeOf: PlaceOf;
  files: PolicyFiles;
}

/** @param path a file, a folder with a main file, or a document of `publish`
 *  @throws PolicyError that lists every problem with file, line and key */
export async function readPolicy(path: string): Promise<ReadPolicy> {
  const files = await readPolicyFiles(path);
  return policyOf(isDocument(files.text) ? filesFrom(files.text, path) : files);
}

/** @param from where the text was published, for people
 *  @throws PolicyError */
export function policyFrom(text: string, from: string): PolicyFile {
  const { policy, version } = policyOf(filesFrom(text, from));
  return { policy, version };
}

/** @throws PolicyError */
export function policyOf(files: PolicyFiles): ReadPolicy {
  const parsed = parsePolicy(files.text, files.files);
  if (!parsed.ok) throw new PolicyError(parsed.problems.map((problem) => printProblem(files.nameOf, problem)));
  // Last: a wrong main file may name no team, or name its file wrongly.
  if (files.unnamed?.length) throw new PolicyError(files.unnamed);
  return { policy: parsed.policy, version: versionOf(parsed.policy), placeOf: parsed.placeOf, files };
}

function versionOf(policy: Policy): string {
  return createHash('sha256').update(canonical(policy)).digest('hex').slice(0, 12);
}
