import { describe, expect, it } from 'vitest';
import { history } from '../../lib/cli/history.ts';
import { type Served, serve } from '../codepipeline/served.ts';

process.env.AWS_REGION = 'eu-central-1';

const shop = {
  name: 'shop',
  stages: [
    { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection', takes: '1s' }] },
    { name: 'Staging', actions: [{ name: 'Site', provider: 'CodeDeploy', takes: '5s' }] },
    {
      name: 'Prod',
      actions: [
        { name: 'Ask', provider: 'Manual' },
        { name: 'Site', provider: 'CodeDeploy', takes: '5s', runOrder: 2 },
      ],
    },
  ],
};

function push({ rig }: Served, letter: string): string {
  const commit = { id: letter.repeat(40), message: `Change ${letter}`, author: 'Ann' };
  const id = rig.codepipeline.push('shop', commit);
  approve(rig, id);
  return id;
}

function approve(rig: Served['rig'], id: string): void {
  rig.wait('1m');
  const asked = rig
    .call('ListActionExecutions', { pipelineName: 'shop', filter: { pipelineExecutionId: id } })
    .actionExecutionDetails?.find(({ actionName }) => actionName === 'Ask');
  const token = asked?.output?.executionResult?.externalExecutionId;
  const place = { pipelineName: 'shop', stageName: 'Prod', actionName: 'Ask', token };
  rig.call('PutApprovalResult', { ...place, result: { status: 'Approved', summary: '' } }, 'arn:aws:iam::1:user/ravi');
  rig.wait('1h');
}

/** a, then b, then a roll-back of Prod to a, then c: an hour each. */
async function world() {
  const served = await serve(shop);
  const { rig } = served;
  const start = rig.now();
  const first = push(served, 'a');
  push(served, 'b');
  const target = { pipelineName: 'shop', stageName: 'Prod', targetPipelineExecutionId: first };
  approve(rig, rig.call('RollbackStage', target).pipelineExecutionId ?? '');
  push(served, 'c');
  const at = (hours: number) => new Date(start + hours * 3_600_000).toISOString();
  return { ...served, at };
}

describe('the history of a stage', () => {
  it('lists each revision with its start and end, also after a roll-back', async () => {
    const { rig } = await world();
    const found = JSON.parse(await history([], { pipeline: 'shop', stage: 'Staging', json: true }, rig.now));
    const letters = found.map((one: { revisions: { revision: string }[] }) => one.revisions[0]?.revision[0]);
    expect(letters).toEqual(['a', 'b', 'c']);
    expect(found[0].until).toBe(found[1].since);
    expect(found[2].until).toBeUndefined();
    const text = await history([], { pipeline: 'shop', stage: 'Prod', json: false }, rig.now);
    const lines = text.split('\n');
    expect(lines.map((line) => /(\w)\1{6}/.exec(line)?.[1])).toEqual(['a', 'b', 'a', 'c']);
    expect(lines.map((line) => line.includes('by roll-back'))).toEqual([false, false, true, false]);
    expect(lines[0]).toMatch(
      /^\S+Z to \S+Z {2}Prod {2}aaaaaaa Change a {2}by Ann {2}approved by arn:aws:iam::1:user\/ravi {2}execution /,
    );
  });

  it('has exactly one answer for an instant', async () => {
    const { rig, at } = await world();
    const letterAt = async (hours: number) => {
      const text = await history([], { pipeline: 'shop', stage: 'Staging', at: at(hours), json: false }, rig.now);
      return /Staging {2}(\w)/.exec(text)?.[1] ?? text;
    };
    expect(await letterAt(0.5)).toBe('a');
    expect(await letterAt(1.5)).toBe('b');
    expect(await letterAt(3.9)).toBe('c');
    expect(await letterAt(-1)).toBe('Nothing was deployed in shop in that time.');
  });

  it('covers the requested time, with the revision that ran at its start', async () => {
    const { rig, at } = await world();
    const options = { pipeline: 'shop', stage: 'Staging', since: at(1.5), until: at(1.9), json: true };
    const found = JSON.parse(await history([], options, rig.now));
    expect(found.map((one: { revisions: { revision: string }[] }) => one.revisions[0]?.revision[0])).toEqual(['b']);
  });

  it('refuses an invalid question', async () => {
    const { rig } = await world();
    await expect(history([], { json: false }, rig.now)).rejects.toThrow('needs --pipeline');
    await expect(history([], { pipeline: 'shop', stage: 'Prd', json: false }, rig.now)).rejects.toThrow(
      'has no deploying stage "Prd". Its deploying stages: Staging, Prod.',
    );
    await expect(history([], { pipeline: 'shop', at: '1d', since: '2d', json: false }, rig.now)).rejects.toThrow(
      'not both',
    );
    await expect(history([], { pipeline: 'nowhere', json: false }, rig.now)).rejects.toThrow(/could not be read/);
  });
});
