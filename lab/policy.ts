import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { readPolicy } from '../lib/config/policy-file.ts';
import { readPolicyFiles } from '../lib/config/policy-files.ts';
import { milliseconds } from './codepipeline/declare.ts';

/** The additions of a scenario to the lab's policy: lists grow, and a key of the scenario replaces the policy's. */
export type Addition = Record<string, unknown>;

/** The lab's policy with what scenarios add to it, each once. What makes no policy is not added.
 *  @returns a function that takes additions by scenario, and returns the file to deploy */
export function createPolicies(file: string, now: () => number) {
  let additions: Record<string, Addition> = {};
  return async (ofScenarios: Record<string, Addition>): Promise<string> => {
    const more = { ...additions, ...fromNow(ofScenarios, now()) };
    const extended = await extendPolicy(file, Object.values(more));
    additions = more;
    return extended;
  };
}

/** Writes the policy with all that was added to it.
 *  @returns the file
 *  @throws PolicyError when what comes out is no policy */
export async function extendPolicy(file: string, additions: Addition[]): Promise<string> {
  const { text, files } = await readPolicyFiles(file);
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-lab-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    if (typeof content === 'string') await writeFile(join(folder, name), content);
  }
  const extended = join(folder, 'policy.yml');
  // JSON is YAML.
  await writeFile(extended, JSON.stringify(additions.reduce(extend, parse(text) as Addition), null, 2));
  await readPolicy(extended);
  return extended;
}

function extend(policy: Addition, more: Addition): Addition {
  const entries = Object.entries(more).map(([key, value]) => {
    const known = policy[key];
    if (Array.isArray(value)) return [key, [...(Array.isArray(known) ? known : []), ...value]];
    return [key, typeof value === 'object' ? { ...(known as object | undefined), ...value } : value];
  });
  return { ...policy, ...Object.fromEntries(entries) };
}

const MINUTE = 60_000;

/** In a freeze that is on once, `+2m` is the first full minute that long from now, in UTC: a scenario is played at
 *  any time. */
export function fromNow<T extends Addition>(policy: T, now: number): T {
  const written = JSON.stringify(policy, (_, value: unknown) => {
    if (typeof value !== 'string' || !/^\+\d+m$/.test(value)) return value;
    const at = Math.ceil((now + milliseconds(value.slice(1))) / MINUTE) * MINUTE;
    return new Date(at).toISOString().slice(0, 16);
  });
  return JSON.parse(written) as T;
}
