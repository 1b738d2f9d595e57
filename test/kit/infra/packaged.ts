import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Template } from './cloudformation.ts';

/** The deployment as CloudFormation would receive it: packaged without an account, a network, credentials or this
 *  shell's environment, from a copy, because another test may rebuild dist/. The copy has files that must stay out. */
export interface Copy {
  home: string;
  read: (...path: string[]) => string;
  /** Copies the sources, if no packaging of this copy did. */
  fill: () => void;
  /** Changes a file of the copy. */
  rewrite: (path: string, change: (text: string) => string) => void;
  /** Packages into a folder of the copy; the options are those of the command line. */
  packaged: (out: string, ...options: string[]) => Template;
  remove: () => void;
}

/** A value of the environment that must not be in any packaged file. */
export const SECRET = 'what-this-shell-keeps-to-itself';

const outsiders = ['.env', 'lib/app.ts', 'node_modules/bait/index.js', 'dist/functions/notes.txt'];

export function copy(): Copy {
  const home = mkdtempSync(join(tmpdir(), 'signalbox-infra-'));
  let isChanged = false;
  const read = (...path: string[]) => readFileSync(join(home, ...path), 'utf8');
  return {
    home,
    read,
    fill: () => fill(home),
    rewrite(path, change) {
      isChanged = true;
      fill(home);
      writeFileSync(join(home, path), change(read(path)));
    },
    packaged(out, ...options) {
      const make = () => pack(home, out, options);
      if (isChanged) make();
      else once(options, join(home, out), make);
      return JSON.parse(read(out, 'cloudformation-template-update-stack.json'));
    },
    remove: () => rmSync(home, { recursive: true }),
  };
}

function fill(home: string): void {
  if (existsSync(join(home, 'serverless.yml'))) return;
  for (const path of ['serverless.yml', 'infra', 'lib', 'dist/functions', 'package.json']) {
    cpSync(path, join(home, path), { recursive: true });
  }
  for (const path of outsiders) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), SECRET);
  }
  // The check of the parameters needs them.
  for (const name of ['yaml', 'zod', 'fastest-levenshtein']) {
    symlinkSync(resolve('node_modules', name), join(home, 'node_modules', name));
  }
}

function pack(home: string, out: string, options: string[]): void {
  fill(home);
  const script = resolve('infra/package.ts');
  const { NODE_COMPILE_CACHE, SHARED_PACKAGES = home } = process.env;
  // Serverless compiles its schema once for all.
  const shared = { NODE_COMPILE_CACHE, SLS_SCHEMA_CACHE_BASE_DIR: SHARED_PACKAGES };
  const env = { HOME: home, SLACK_BOT_TOKEN: SECRET, ...shared };
  execFileSync(process.execPath, [script, '--package', out, ...options], { cwd: home, env, stdio: 'pipe' });
}

/** Packages once per run for each set of options; test/kit/build.ts creates the shared folder. */
function once(options: string[], out: string, make: () => void): void {
  const { SHARED_PACKAGES: shared = dirname(out) } = process.env;
  const key = createHash('sha256').update(JSON.stringify(options)).digest('hex');
  const known = join(shared, key);
  if (existsSync(known)) {
    cpSync(known, out, { recursive: true });
    return;
  }
  make();
  // The folder appears complete, and another test file may create it at the same time.
  const coming = `${known}.${process.pid}`;
  cpSync(out, coming, { recursive: true });
  try {
    renameSync(coming, known);
  } catch {
    rmSync(coming, { recursive: true });
  }
}

export function params(given: Record<string, string>): string[] {
  return Object.entries(given).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
}

/** Options that several tests share, so that they are packaged once. */
export const ON_CALL = 'arn:aws:sns:eu-central-1:000000000000:oncall';
export const SMALL = params({ alarms: ON_CALL, slackConcurrency: '0', policyObject: 'my-bucket/policy.json' });

export const NEWS = 'arn:aws:sns:us-east-1:000000000000:news';
export const FULL = [
  ...['--stage', 'prod', '--region', 'us-east-1'],
  ...params({
    topics: NEWS,
    keys: 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000',
    alarms: NEWS,
    spokes: '111122223333,444455556666',
    regions: '*',
    traces: 'true',
    memory: '1024',
    spokeRole: 'another',
    slackConcurrency: '3',
    slackBotToken: '/team/slack',
    slackSigningSecret: '/team/signing',
    maximumConcurrency: '2',
    logRetention: '7',
  }),
];
