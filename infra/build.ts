import { rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { PolicyError, readPolicy } from '../lib/policy-file.ts';

/** Builds what is deployed, and what the lab runs: dist/functions/{worker,sweep}.mjs. */

const functions = ['functions/worker.ts', 'functions/sweep.ts'];

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
  await build({
    entryPoints: functions,
    outdir: 'dist/functions',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Shared and rare code goes into chunks of its own: what a cold start does not need is not read.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: 'linked',
    legalComments: 'none',
    external: neverInLambda,
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
