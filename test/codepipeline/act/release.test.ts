import { describe, expect, it } from 'vitest';
import type { WrittenPipeline } from '../../../lab/codepipeline/declare.ts';
import type { Operate } from '../../../lib/core/model/effect.ts';
import { ref, type Served, serve } from '../served.ts';

process.env.AWS_REGION = 'eu-central-1';

/** A release of a chosen revision, through the real client and the simulator. */

const action = (name: string, provider: string) => ({ name, provider, takes: '1s' });
const VARIABLES = [{ name: 'LEVEL', defaultValue: 'info' }];

function shop(sources = [action('App', 'CodeStarSourceConnection')]): WrittenPipeline {
  const stages = [
    { name: 'Source', actions: sources },
    { name: 'Staging', actions: [{ ...action('Deploy', 'CodeDeploy'), outcomes: [] }] },
    { name: 'Prod', actions: [action('Deploy', 'CodeDeploy')] },
  ];
  return { name: 'shop', stages, variables: VARIABLES };
}

const commit = (digit: string) => digit.repeat(40);

function push({ rig }: Served, id: string): void {
  rig.codepipeline.push('shop', { id, message: `Change ${id[0]}`, author: 'Ann' });
  rig.wait('20s');
}

let releases = 0;

async function release({ rig, world }: Served, terms: Pick<Operate, 'revision' | 'variables'>) {
  const { executionId: _, ...pipeline } = ref('x');
  const inputs = await world.operate({
    type: 'operate',
    key: 'operate:1',
    claim: 'c',
    digest: 'd',
    because: 'a test',
    what: 'release',
    id: `12.${++releases}.ab`,
    at: rig.now(),
    by: 'Ann (U0ANN)',
    user: 'U0ANN',
    pipeline: { ...pipeline, pipeline: 'shop' },
    policy: 'v1',
    channels: ['C0X'],
    ...terms,
  });
  const results = inputs.flatMap((input) => (input.type === 'ordered' ? Object.values(input.board.ruled ?? {}) : []));
  rig.wait('20s');
  return { result: results[0]?.[1], fetched: fetchedBy({ rig }) };
}

/** What the newest execution fetched, by source, and its variables. */
function fetchedBy({ rig }: Pick<Served, 'rig'>) {
  const { pipelineExecutionSummaries: all = [] } = rig.call('ListPipelineExecutions', { pipelineName: 'shop' });
  const [newest] = all;
  const pipelineExecutionId = newest?.pipelineExecutionId;
  const { pipelineExecution } = pipelineExecutionId
    ? rig.call('GetPipelineExecution', { pipelineName: 'shop', pipelineExecutionId })
    : {};
  return {
    count: all.length,
    revisions: Object.fromEntries((newest?.sourceRevisions ?? []).map((one) => [one.actionName, one.revisionId])),
    variables: pipelineExecution?.variables?.map(({ name, resolvedValue }) => `${name}=${resolvedValue}`),
  };
}

describe('a release of a revision', () => {
  it('fetches an older commit by its short id, with the given variables', async () => {
    const served = await serve(shop());
    for (const digit of ['a', 'b']) push(served, commit(digit));
    const terms = { revision: { type: 'commit', value: 'aaaaaaa' }, variables: { LEVEL: 'debug' } } as const;
    const { result, fetched } = await release(served, terms);
    expect(fetched).toEqual({ count: 3, revisions: { App: commit('a') }, variables: ['LEVEL=debug'] });
    expect(result?.announce?.text).toBe('<@U0ANN> released shop at aaaaaaaa with LEVEL=debug.');
  });

  it('fetches a commit that no execution had before, if its id is complete', async () => {
    const served = await serve(shop());
    push(served, commit('a'));
    const whole = await release(served, { revision: { type: 'commit', value: commit('c') } });
    expect(whole.fetched.revisions).toEqual({ App: commit('c') });
    const short = await release(served, { revision: { type: 'commit', value: 'ddddddd' } });
    expect(short.result).toMatchObject({
      type: 'refused',
      because: expect.stringMatching(/Write the whole commit id/),
    });
    expect(short.fetched.count).toBe(2);
  });

  it('is refused if several commits match the short id', async () => {
    const served = await serve(shop());
    for (const end of ['1', '2']) push(served, commit('a').slice(1) + end);
    const { result } = await release(served, { revision: { type: 'commit', value: 'aaaaaaa' } });
    expect(result).toMatchObject({ type: 'refused', because: expect.stringContaining('Several commits begin') });
  });

  it('fetches the revision that runs in a stage, not one that failed there later', async () => {
    const served = await serve(shop());
    for (const digit of ['a', 'b']) push(served, commit(digit));
    served.rig.codepipeline.outcome('shop', 'Staging', 'Deploy', { state: 'Failed' });
    push(served, commit('c'));
    const { result, fetched } = await release(served, { revision: { type: 'stage', stage: 'Staging' } });
    expect(fetched.revisions).toEqual({ App: commit('b') });
    expect(result?.because).toContain('at bbbbbbbb');
  });

  it.each([
    [{ type: 'stage', stage: 'Prd' }, 'has no stage Prd. Its stages: Source, Staging, Prod.'],
    [{ type: 'stage', stage: 'Prod' }, 'No execution of shop has succeeded in Prod'],
    [{ type: 'stage', stage: 'Prod', pipeline: 'nowhere' }, 'AWS refused to start the execution'],
    [{ type: 'image', value: 'sha256:1' }, 'No source of shop takes an image digest. Its sources: App (CodeStar'],
    [{ type: 'commit', value: commit('a'), source: 'Docs' }, 'No source Docs of shop takes a commit'],
  ] as const)('is refused with the reason: %j', async (revision, because) => {
    const { result, fetched } = await release(await serve(shop()), { revision });
    expect(result).toMatchObject({ type: 'refused', because: expect.stringContaining(because) });
    expect(fetched.count).toBe(0);
  });

  it('is refused if the pipeline has no such variable', async () => {
    const { result, fetched } = await release(await serve(shop()), { variables: { LEVL: 'debug' } });
    expect(result?.because).toBe('shop has no variable LEVL. Its variables: LEVEL. Nothing was done.');
    expect(fetched.count).toBe(0);
  });

  it('needs a source if several sources accept it, and does not change the others', async () => {
    const sources = [action('App', 'CodeCommit'), action('Docs', 'CodeCommit'), action('Base', 'ECR')];
    const served = await serve(shop(sources));
    push(served, commit('a'));
    const unclear = await release(served, { revision: { type: 'commit', value: commit('b') } });
    expect(unclear.result?.because).toContain('Add source App or source Docs');
    const clear = await release(served, { revision: { type: 'commit', value: commit('b'), source: 'Docs' } });
    expect(clear.fetched.revisions).toEqual({
      App: commit('a'),
      Docs: commit('b'),
      Base: expect.stringMatching(/^sha256:/),
    });
    const image = await release(served, { revision: { type: 'image', value: 'sha256:77' } });
    expect(image.fetched.revisions).toMatchObject({ Base: 'sha256:77' });
  });

  it('gives each source the revision that this source fetched for the stage', async () => {
    const served = await serve(shop([action('App', 'CodeCommit'), action('Assets', 'S3')]));
    push(served, commit('a'));
    await release(served, { revision: { type: 'object', value: 'v7' } });
    push(served, commit('c'));
    served.rig.codepipeline.call('StartPipelineExecution', { name: 'shop' });
    await release(served, { revision: { type: 'object', value: 'v8' } });
    const { fetched } = await release(served, { revision: { type: 'stage', stage: 'Prod' } });
    expect(fetched.revisions).toEqual({ App: commit('c'), Assets: 'v8' });
  });
});
