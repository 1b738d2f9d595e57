import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { PolicyError, type PolicyFile, readPolicy } from '../lib/config/policy-file.ts';
import { bundledPackages, noticesOf } from './notices.ts';

/** Builds what is deployed and what the lab runs: a bundle per function, with its chunks and third-party notices. */

/** Files that a function imports when it needs them. Each is a bundle of its own: code that it shares with the function would
 *  otherwise be in chunks that each cold start loads. */
const onDemand: Record<string, string[]> = {
  worker: [
    'functions/middleware/tracer.ts',
    'lib/app-published.ts',
    'lib/aws/assume-role.ts',
    'lib/codepipeline/act/override-condition.ts',
    'lib/codepipeline/read/artifact-ahead.ts',
    'lib/codepipeline/read/deployments.ts',
    'lib/codepipeline/refresh/source-revisions.ts',
    'lib/config/parameter-store.ts',
    'lib/config/policy-file.ts',
    'lib/config/policy-s3.ts',
    'lib/diagnosis/diagnose.ts',
    'lib/effects/read-ssm-calendar.ts',
    'lib/effects/refresh-board.ts',
    'lib/effects/refresh-home.ts',
    'lib/eventbridge/put-event.ts',
    'lib/inbox/machine-vote.ts',
    'lib/policy/calendar/cron.ts',
    'lib/policy/calendar/icalendar-occurrences.ts',
    'lib/policy/events/event-plans.ts',
    'lib/slack/render/board.ts',
    'lib/slack/render/digest.ts',
    'lib/slack/render/home.ts',
    'lib/slack/render/release-modal.ts',
    'lib/sns/publish.ts',
  ],
  slack: [
    'functions/middleware/tracer.ts',
    'lib/config/parameter-store.ts',
    'lib/slack/endpoint/times.ts',
    'lib/slack/render/release-modal.ts',
  ],
  sweep: ['functions/middleware/tracer.ts', 'lib/store/schema/sent.ts'],
};

/** Lambda gives credentials in environment variables. */
const neverInLambda = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

// esbuild collects its garbage less often: a fifth less CPU.
process.env.GOGC ??= '400';

interface Target {
  outdir?: string;
  /** Whether V8's compiled code is packaged. */
  hasCodeCache?: boolean;
}

export async function buildFunctions(policyFile: string, target: Target = {}): Promise<void> {
  const { outdir = 'dist/functions', hasCodeCache = false } = target;
  const policy = await readPolicy(policyFile);
  await rm(outdir, { recursive: true, force: true });
  await Promise.all(Object.keys(onDemand).map((name) => buildFunction(name, policy, outdir)));
  if (hasCodeCache) for (const name of Object.keys(onDemand)) await addCodeCache(name, policy, outdir);
}

/** Makes a built function load its code with what V8 compiled of it. */
export async function addCodeCache(name: string, policy: PolicyFile, outdir: string): Promise<void> {
  await bundle(entryOf(name, policy, outdir, withCache(name)));
  await bundle({ ...optionsOf(name, policy), ...codeOf(name), outfile: join(outdir, chunksOf(name), 'code.js') });
  await promisify(execFile)(process.execPath, ['infra/code-cache/make.ts', outdir, name]);
}

async function buildFunction(name: string, policy: PolicyFile, outdir: string): Promise<void> {
  const folder = chunksOf(name);
  const more = onDemand[name] ?? [];
  const common = optionsOf(name, policy);
  const metafiles = await Promise.all([
    bundle(entryOf(name, policy, outdir, alone(name))),
    ...more.map((file) => bundle({ ...common, outdir, entryPoints: { [`${folder}/${basename(file, '.ts')}`]: file } })),
  ]);
  // esbuild adds small functions of its own to each bundle.
  const notices = await noticesOf([...bundledPackages(metafiles), 'node_modules/esbuild']);
  await writeFile(join(outdir, folder, 'THIRD-PARTY-NOTICES'), notices);
}

async function bundle(options: BuildOptions): Promise<Metafile> {
  const { metafile } = await build({ ...options, metafile: true });
  return metafile;
}

/** The module that Lambda imports. It is one file: each more would cost a cold start a millisecond. */
function entryOf(name: string, policy: PolicyFile, outdir: string, contents: string): BuildOptions {
  const stdin = { contents, resolveDir: '.' };
  return { ...optionsOf(name, policy), splitting: false, stdin, outfile: join(outdir, `${name}.mjs`) };
}

function alone(name: string): string {
  return `import { createHandler } from './functions/${name}.ts'; export const handler = await createHandler();`;
}

function withCache(name: string): string {
  return `import { load } from './infra/code-cache/load.ts';
    const { createHandler, script } = load(import.meta.url, '${chunksOf(name)}');
    export const handler = await createHandler({ isCacheRejected: script.cachedDataRejected });`;
}

/** A script that imports nothing: Node has caches of modules, and imports by scripts, only as experiments. */
function codeOf(name: string): BuildOptions {
  return {
    splitting: false,
    entryPoints: [`functions/${name}.ts`],
    format: 'cjs',
    banner: {},
    supported: { 'dynamic-import': false },
  };
}

function optionsOf(name: string, { policy, version }: PolicyFile): BuildOptions {
  return {
    ...options,
    outExtension: { '.js': '.mjs' },
    chunkNames: `${chunksOf(name)}/[name]-[hash]`,
    splitting: true,
    define: { PACKAGED_POLICY: JSON.stringify({ policy, version }) },
    plugins: [loadedOnDemand(name), withoutEventStreams, slackWithoutMethods],
  };
}

/** Lambda first tries the handler's path without an extension, so no folder may have the function's name. */
function chunksOf(name: string): string {
  return `${name}-chunks`;
}

/** In any function: an import that a function has but never makes is not in its bundle. */
function isOnDemand(file: string): boolean {
  return Object.values(onDemand).some((files) => files.includes(file));
}

function loadedOnDemand(name: string): Plugin {
  return {
    name: 'loaded on demand',
    setup({ onResolve }) {
      onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
        const file = relative('.', join(resolveDir, path));
        if (kind !== 'dynamic-import' || !isOnDemand(file)) return undefined;
        return { path: `./${chunksOf(name)}/${basename(file, '.ts')}.mjs`, external: true };
      });
    },
  };
}

/** No operation that is used streams events. A client that has one imports the code at once, and then it is bundled. */
const withoutEventStreams: Plugin = {
  name: 'without event streams',
  setup({ onResolve }) {
    onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

/** Of Slack's client only `apiCall` is used (`lib/slack/client/slack-api.ts`). Its functions for each of 300 methods, for
 *  files and for streams would be made with the client. */
const slackWithoutMethods: Plugin = {
  name: 'slack without methods',
  setup({ onLoad }) {
    onLoad({ filter: /@slack\/web-api\/dist\/(chat-stream|file-upload)\.js$/ }, () => ({ contents: '' }));
    onLoad({ filter: /@slack\/web-api\/dist\/methods\.js$/ }, () => ({
      contents: "exports.Methods = require('eventemitter3').EventEmitter;",
    }));
  },
};

/** Of every bundle, and of the peer in the bench. */
export const options = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: 'linked',
  legalComments: 'none',
  external: neverInLambda,
  // CommonJS packages call require for Node's own modules.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  logLevel: 'warning',
} satisfies BuildOptions;

if (import.meta.main) {
  try {
    const hasCodeCache = process.argv.includes('--code-cache');
    await buildFunctions(process.env.POLICY_FILE ?? 'infra/policy.yml', { hasCodeCache });
    console.error('Built dist/functions');
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
