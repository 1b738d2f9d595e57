import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** Packages with Serverless, and writes the same as one template and its zips, for AWS's own tools: `signalbox.json` beside
 *  `worker-HASH.zip` and the others. Options are those of `serverless package`. */

interface Template {
  Parameters?: Record<string, object>;
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  Outputs: Record<string, { Export?: unknown }>;
}

/** What Serverless adds for its own uploads. */
const OF_SERVERLESS = /^ServerlessDeploymentBucket/;

const options = process.argv.slice(2);
const { values } = parseArgs({ args: options, options: { package: { type: 'string', short: 'p' } }, strict: false });
const from = typeof values.package === 'string' ? values.package : '.serverless';

const serverless = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
const { status } = spawnSync(process.execPath, [serverless, 'package', ...options], { stdio: 'inherit' });
// It has printed why.
if (status !== 0) process.exit(status ?? 1);

const to = join(from, 'cloudformation');
rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
const packaged = readFileSync(join(from, 'cloudformation-template-update-stack.json'), 'utf8');
writeFileSync(join(to, 'signalbox.json'), JSON.stringify(ofItsOwn(JSON.parse(packaged))));

function ofItsOwn({ Resources, Outputs, ...rest }: Template): Template {
  const kept = Object.entries(Resources).filter(([name]) => !OF_SERVERLESS.test(name));
  const outputs = Object.entries(Outputs).filter(([name]) => !OF_SERVERLESS.test(name));
  return {
    ...rest,
    Parameters: {
      CodeBucket: {
        Type: 'String',
        Description: 'The bucket with the zips of this template, in the Region of the stack',
      },
      CodePrefix: {
        Type: 'String',
        Default: '',
        Description: 'Before the names of the zips; a folder ends with a slash',
      },
    },
    Resources: Object.fromEntries(kept.map(([name, resource]) => [name, withCode(resource)])),
    Outputs: Object.fromEntries(outputs.map(([name, { Export: _, ...output }]) => [name, output])),
  };
}

function withCode(resource: Template['Resources'][string]) {
  const { Code } = (resource.Properties ?? {}) as { Code?: { S3Key: string } };
  if (!Code) return resource;
  const zip = named(Code.S3Key.split('/').at(-1) ?? '');
  return {
    ...resource,
    Properties: {
      ...resource.Properties,
      Code: { S3Bucket: { Ref: 'CodeBucket' }, S3Key: { 'Fn::Sub': `\${CodePrefix}${zip}` } },
    },
  };
}

/** CloudFormation changes a function only if the name of its code changes. */
function named(zip: string): string {
  const hash = createHash('sha256')
    .update(readFileSync(join(from, zip)))
    .digest('hex')
    .slice(0, 12);
  const name = zip.replace(/\.zip$/, `-${hash}.zip`);
  copyFileSync(join(from, zip), join(to, name));
  return name;
}
