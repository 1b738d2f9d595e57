import { rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { PolicyError, type PolicyFile, readPolicy } from '../lib/policy-file.ts';

/** Builds what is deployed, and what the lab runs: dist/functions/{worker,slack,sweep}.mjs, and
 *  beside each a folder of its chunks. */

const functions = ['worker', 'slack', 'sweep'];

/** Loaded later, and never by the others; esbuild would bundle them all the same, and share their parts. */
const onlyInWorker = ['./diagnosis/index.ts', './policy-file.ts'];

/** Ways to credentials that a Lambda function never takes. */
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

/** Each for itself: of what they share, a common bundle would load for one whatever any of them needs. */
async function buildFunction(name: string, policy: PolicyFile): Promise<void> {
  await build({
    entryPoints: [`functions/${name}.ts`],
    chunkNames: `${name}/[name]-[hash]`,
    outdir: 'dist/functions',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Rare code goes into chunks of its own: what a cold start does not need is not read.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: 'linked',
    legalComments: 'none',
    external: name === 'worker' ? neverInLambda : [...neverInLambda, ...onlyInWorker],
    define: { PACKAGED_POLICY: JSON.stringify(policy) },
    // Packages that are still CommonJS call require for Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
}

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
