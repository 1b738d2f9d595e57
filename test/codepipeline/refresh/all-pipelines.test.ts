import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import { gated } from '../gated.ts';

/** The list of all pipelines. */

const home = { account: '123456789012', region: 'eu-central-1' };

function declare({ rig }: ReturnType<typeof gated>, count: number): string[] {
  const names = Array.from({ length: count }, (_, n) => `p${n}`);
  for (const name of names) {
    const stages = ['Source', 'Build'].map((stage) => ({
      name: stage,
      actions: [{ name: 'Do', provider: stage === 'Source' ? 'CodeStarSourceConnection' : 'CodeBuild' }],
    }));
    rig.codepipeline.declare({ name, stages });
  }
  return ['shop', ...names];
}

/** Limits the size of each page. */
function inPagesOf(g: ReturnType<typeof gated>, most: number): void {
  g.on.before = ({ operation, input }) => {
    if (operation === 'ListPipelines') input.maxResults = most;
  };
}

beforeEach(() => {
  vi.stubEnv('AWS_REGION', home.region);
  return () => vi.unstubAllEnvs();
});

describe('the list of all pipelines', () => {
  it('has every pipeline of the account and Region, also from later pages', async () => {
    const g = gated();
    const names = declare(g, 7);
    inPagesOf(g, 3);
    expect(await g.codepipeline.listPipelines()).toEqual({
      found: names.map((pipeline) => ({ ...home, pipeline })),
      unread: [],
    });
    expect(g.calls.map(({ operation }) => operation)).toEqual([
      'ListPipelines',
      'ListPipelines',
      'ListPipelines',
      'GetPipeline',
    ]);
  });

  it('has only pipelines created or edited since a given time, and needs no further call if there are none', async () => {
    const g = gated();
    g.rig.wait('10m');
    const since = g.rig.now();
    expect(await g.codepipeline.listPipelines(since)).toEqual({ found: [], unread: [] });
    expect(g.calls.map(({ operation }) => operation)).toEqual(['ListPipelines']);
    declare(g, 1);
    expect((await g.codepipeline.listPipelines(since)).found).toEqual([{ ...home, pipeline: 'p0' }]);
    g.rig.codepipeline.update('shop');
    expect((await g.codepipeline.listPipelines(since)).found).toHaveLength(2);
  });

  it('ends, even if AWS always announces another page', async () => {
    const g = gated();
    g.on.after = ({ operation }, output) => {
      return operation === 'ListPipelines' ? { pipelines: [{ name: 'shop' }], nextToken: 'on' } : output;
    };
    g.on.before = ({ operation, input }) => {
      if (operation === 'ListPipelines') delete input.nextToken;
    };
    await g.codepipeline.listPipelines();
    expect(g.calls.length).toBeLessThan(30);
  });

  it('reads the next pipeline if the first one was just deleted', async () => {
    const g = gated();
    declare(g, 2);
    g.on.before = ({ operation, input }) => {
      if (operation === 'GetPipeline' && input.name === 'shop') throw new AwsError('PipelineNotFoundException', 'No');
    };
    expect((await g.codepipeline.listPipelines()).found).toContainEqual({ ...home, pipeline: 'p1' });
  });

  it('is empty if there are no pipelines, and fails if AWS fails', async () => {
    const g = gated();
    g.on.after = () => ({ pipelines: [] });
    expect(await g.codepipeline.listPipelines()).toEqual({ found: [], unread: [] });
    g.on.before = () => {
      throw new AwsError('AccessDeniedException', 'No');
    };
    await expect(g.codepipeline.listPipelines()).rejects.toThrow('No');
  });
});
