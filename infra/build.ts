import { rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { PolicyError, type PolicyFile, readPolicy } from '../lib/config/policy-file.ts';
import { bundledPackages, noticesOf } from './notices.ts';

/** Builds what is deployed and what the lab runs: a bundle per function, with its chunks and third-party notices. */

const functions = ['worker', 'slack', 'sweep'];

/** Dynamic imports of lib/app.ts and lib/app-on-demand.ts. Each is a separate bundle: chunks shared with the worker
 *  would add all library code that any of them uses to every cold start. */
const onDemand = [
  './diagnosis/diagnose.ts',
  './config/policy-file.ts',
  './sns/publish.ts',
  './effects/read-ssm-calendar.ts',
  './aws/assume-role.ts',
];

const neverInLambda = [
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

export async function buildFunctions(policyFile: string): Promise<void> {
  const policy = await readPolicy(policyFile);
  await rm('dist/functions', { recursive: true, force: true });
  await Promise.all(functions.map((name) => buildFunction(name, policy)));
}

async function buildFunction(name: string, policy: PolicyFile): Promise<void> {
  const folder = chunksOf(name);
  const more = name === 'worker' ? onDemand : [];
  const metafiles = await Promise.all([
    bundle(`functions/${name}.ts`, name, folder, policy),
    ...more.map((file) => bundle(`lib/${file}`, `${folder}/${nameOf(file)}`, folder, policy)),
  ]);
  // esbuild adds small functions of its own to each bundle.
  const notices = await noticesOf([...bundledPackages(metafiles), 'node_modules/esbuild']);
  await writeFile(`dist/functions/${folder}/THIRD-PARTY-NOTICES`, notices);
}

async function bundle(file: string, name: string, folder: string, policy: PolicyFile): Promise<Metafile> {
  const { metafile } = await build({
    ...options,
    entryPoints: { [name]: file },
    chunkNames: `${folder}/[name]-[hash]`,
    define: { PACKAGED_POLICY: JSON.stringify(policy) },
  });
  return metafile;
}

/** Lambda first tries the handler's path without an extension, so no folder may have the function's name. */
function chunksOf(name: string): string {
  return `${name}-chunks`;
}

function nameOf(file: string): string {
  return basename(file, '.ts');
}

const loadedOnDemand: Plugin = {
  name: 'loaded on demand',
  setup({ onResolve }) {
    onResolve({ filter: /\.ts$/ }, ({ kind, path }) => {
      if (kind !== 'dynamic-import' || !onDemand.includes(path)) return undefined;
      return { path: `./${chunksOf('worker')}/${nameOf(path)}.mjs`, external: true };
    });
  },
};

export const options = {
  metafile: true,
  outdir: 'dist/functions',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // Rarely used code gets its own chunks, so that a cold start does not read it.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: 'linked',
  legalComments: 'none',
  external: neverInLambda,
  plugins: [loadedOnDemand],
  // CommonJS packages call require for Node's own modules.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  logLevel: 'warning',
} satisfies BuildOptions;

if (import.meta.main) {
  try {
    await buildFunctions(process.env.POLICY_FILE ?? 'infra/policy.yml');
    console.error('Built dist/functions');
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
