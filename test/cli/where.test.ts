import { expect, it, onTestFinished } from 'vitest';
import { where } from '../../lib/cli/where.ts';
import { serve, shop as shopOf } from '../codepipeline/served.ts';

process.env.AWS_REGION = 'eu-central-1';

const deploying = (name: string) => ({
  name,
  stages: [
    { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection', takes: '1s' }] },
    { name: 'Staging', actions: [{ name: 'Site', provider: 'CodeDeploy', takes: '5s' }] },
  ],
});

async function world() {
  const served = await serve(shopOf());
  for (const name of ['pay-1', 'pay-2', 'pay-3', 'pay-4', 'pay-5', 'pay-6']) {
    served.rig.codepipeline.declare(deploying(name));
    served.rig.codepipeline.push(name, { id: 'b'.repeat(40), message: `Change \u001b[2J of ${name}`, author: 'Ann' });
  }
  served.rig.wait('2m');
  return served;
}

it('prints each deploying stage of all matching pipelines, without escape sequences', async () => {
  const { rig } = await world();
  const text = await where([], { pipeline: 'pay-*', json: false }, rig.now);
  const lines = text.split('\n');
  expect(lines.filter((line) => line.startsWith('pay-'))).toHaveLength(6);
  expect(lines[1]).toMatch(/^• Staging: bbbbbbb Change .* of pay-1 · Ann · for 1 min$/);
  expect(text).not.toContain('\u001b');
});

it('prints the same as JSON', async () => {
  const { rig } = await world();
  const boards = JSON.parse(await where([], { pipeline: 'pay-1', json: true }, rig.now));
  expect(boards).toEqual([
    {
      account: '123456789012',
      region: 'eu-central-1',
      pipeline: 'pay-1',
      mode: 'SUPERSEDED',
      deployments: [
        {
          stage: 'Staging',
          current: {
            executionId: expect.any(String),
            since: expect.any(Number),
            revisions: [expect.objectContaining({ revision: 'b'.repeat(40), author: 'Ann' })],
          },
        },
      ],
    },
  ]);
});

it('reports if no pipeline matches, or if CodePipeline cannot be read', async () => {
  const { rig } = await world();
  expect(await where([], { pipeline: 'bank', json: false }, rig.now)).toBe('No pipeline matches bank.');
  await expect(where(['bank'], { json: false }, rig.now)).rejects.toThrow('takes options only');
  const endpoint = process.env.AWS_ENDPOINT_URL_CODEPIPELINE;
  process.env.AWS_ENDPOINT_URL_CODEPIPELINE = 'http://127.0.0.1:1';
  onTestFinished(() => {
    process.env.AWS_ENDPOINT_URL_CODEPIPELINE = endpoint;
  });
  await expect(where([], { json: false }, rig.now)).rejects.toThrow(/^CodePipeline could not be read: /);
});
