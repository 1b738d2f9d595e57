import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ofType, type Template } from '../kit/infra/cloudformation.ts';
import { type Copy, copy } from '../kit/infra/packaged.ts';

let there: Copy;
let deployed: Template;
let alone: Template;

beforeAll(() => {
  there = copy();
  deployed = there.packaged('out');
  alone = JSON.parse(there.read('out', 'cloudformation', 'signalbox.json'));
});
afterAll(() => there.remove());

const OF_SERVERLESS = /^ServerlessDeploymentBucket/;
const without = <T>(all: Record<string, T> = {}) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !OF_SERVERLESS.test(name)));

/** Removes what depends on the place of the code, and the exports. */
function levelled(template: Template) {
  const text = JSON.stringify(template, (key, value) => (key === 'Code' || key === 'Export' ? undefined : value));
  const { Parameters: _, ...rest } = JSON.parse(text) as Template;
  return { ...rest, Resources: without(rest.Resources), Outputs: without(rest.Outputs) };
}

describe('the template for the tools of AWS', () => {
  it('has the resources, conditions and outputs that Serverless deploys', () => {
    expect(levelled(alone)).toEqual(levelled(deployed));
    expect(JSON.stringify(alone)).not.toContain('ServerlessDeployment');
  });

  it('takes the code of each function from a bucket of the user, under a name that changes with the code', () => {
    const folder = join(there.home, 'out', 'cloudformation');
    const keys = ofType(alone, 'AWS::Lambda::Function').map(([, { Code }]) => Code);
    const zips = readdirSync(folder).filter((name) => name.endsWith('.zip'));
    expect(keys).toHaveLength(3);
    expect(zips).toHaveLength(3);
    for (const zip of zips) {
      const hash = createHash('sha256')
        .update(readFileSync(join(folder, zip)))
        .digest('hex');
      expect(zip).toMatch(new RegExp(`^\\w+-${hash.slice(0, 12)}\\.zip$`));
      expect(keys).toContainEqual({ S3Bucket: { Ref: 'CodeBucket' }, S3Key: { 'Fn::Sub': `\${CodePrefix}${zip}` } });
    }
    expect(alone.Parameters).toMatchObject({ CodeBucket: { Type: 'String' }, CodePrefix: { Default: '' } });
  });

  it('is small enough to be deployed without an upload', () => {
    expect(there.read('out', 'cloudformation', 'signalbox.json').length).toBeLessThan(51_200);
  });
});
