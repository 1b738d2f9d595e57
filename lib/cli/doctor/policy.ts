import { PolicyError, readPolicy } from '../../config/policy-file.ts';
import type { Policy } from '../../policy/file/schema.ts';
import { type DoctorFinding, missing, ok } from './finding.ts';

export async function examinePolicy(file: string): Promise<{ policy: Policy | undefined; findings: DoctorFinding[] }> {
  const subject = `policy ${file}`;
  try {
    const { policy, version } = await readPolicy(file);
    return { policy, findings: [ok(subject, `is valid (version ${version})`)] };
  } catch (error) {
    const problems = error instanceof PolicyError ? error.problems : [`it cannot be read (${error})`];
    return { policy: undefined, findings: problems.map((problem) => missing(subject, problem)) };
  }
}
