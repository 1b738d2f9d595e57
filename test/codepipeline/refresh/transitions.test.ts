import { describe, expect, it } from 'vitest';
import { WORKER } from '../../../lab/codepipeline/engine.ts';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import { gated, OLGA } from '../gated.ts';

/** A refresh of a pipeline's transitions. */

const DONE = { done: true, digest: 'd' };
/** The version of the structure, and the creation time of the pipeline. */
const VERSION = expect.stringMatching(/^1 \d+$/);

describe('a refresh of the transitions', () => {
  it('lists every transition but the first, in order: state, reason, author, time and waiting executions', async () => {
    const g = gated('QUEUED');
    await g.intent('closed', { stage: 'Test' });
    const closedAt = g.rig.now();
    g.rig.wait('1s');
    const waiting = [g.rig.start('shop'), g.rig.start('shop')];
    g.rig.wait('1m');
    g.person('close');
    const asOf = g.rig.now();
    expect(await g.survey()).toEqual(DONE);
    const reason = expect.stringMatching(/^Signalbox freeze weekend until /);
    expect(g.gates().survey).toEqual([
      asOf,
      {
        mode: 'QUEUED',
        version: VERSION,
        gates: [
          { stage: 'Test', open: false, reason, signed: true, changedBy: WORKER, changedAt: closedAt, waiting },
          { stage: 'Prod', open: false, reason: 'Hands off', changedBy: OLGA, changedAt: asOf, waiting: [] },
        ],
      },
    ]);
    expect(g.gates().tags).toBeUndefined();
  });

  it('uses the single waiting execution if AWS returns no list', async () => {
    const g = gated();
    g.on.after = ({ operation }, output) => {
      if (operation !== 'GetPipelineState') return output;
      const { stageStates } = output as { stageStates: object[] };
      return { stageStates: stageStates.map((each) => ({ ...each, inboundExecution: { pipelineExecutionId: 'x' } })) };
    };
    await g.survey();
    expect(g.gates().survey?.[1].gates.map(({ waiting }) => waiting)).toEqual([['x'], ['x']]);
  });

  it('reads an open transition that never changed, and ignores the reason of an earlier closing', async () => {
    const g = gated();
    await g.survey();
    expect(g.gates().survey?.[1].gates[1]).toEqual({ stage: 'Prod', open: true, waiting: [] });
    g.person('close');
    g.person('open');
    g.rig.wait('1s');
    g.on.after = ({ operation }, output) => {
      if (operation !== 'GetPipelineState') return output;
      return JSON.parse(JSON.stringify(output).replaceAll('"enabled":true', '"enabled":true,"disabledReason":"old"'));
    };
    await g.survey();
    expect(g.gates().survey?.[1].gates[1]).toMatchObject({ open: true, reason: undefined, changedBy: OLGA });
  });

  it('reports no transitions in PARALLEL mode, whatever AWS returns', async () => {
    const g = gated('PARALLEL');
    await g.survey();
    expect(g.gates().survey?.[1]).toMatchObject({ mode: 'PARALLEL', gates: [] });
    const other = gated().rig.call('GetPipelineState', { name: 'shop' });
    g.on.after = ({ operation }, output) => (operation === 'GetPipelineState' ? other : output);
    g.rig.wait('1s');
    await g.survey();
    expect(g.gates().survey?.[1]).toMatchObject({ mode: 'PARALLEL', gates: [] });
  });

  it('reads the tags on request, and drops a removed tag', async () => {
    const g = gated();
    await g.survey({ tags: true });
    expect(g.gates().tags).toEqual([g.rig.now(), { env: 'prod' }]);
    g.rig.wait('1s');
    g.on.after = ({ operation }, output) => (operation === 'ListTagsForResource' ? { tags: [] } : output);
    await g.survey({ tags: true });
    expect(g.gates().tags).toEqual([g.rig.now(), {}]);
  });

  it('reports the transitions even if AWS denies the tags', async () => {
    const g = gated();
    g.on.before = ({ operation }) => {
      if (operation === 'ListTagsForResource') throw new AwsError('AccessDeniedException', 'No');
    };
    expect(await g.survey({ tags: true })).toMatchObject({ done: false, lasting: true });
    expect(g.gates().survey?.[1].gates).toHaveLength(2);
    expect(g.gates().tags).toBeUndefined();
  });

  it('reports that the pipeline is gone, and that it is back', async () => {
    const g = gated();
    const noSuch = () => {
      throw new AwsError('PipelineNotFoundException', 'No');
    };
    g.on.before = noSuch;
    expect(await g.survey({ tags: true })).toEqual(DONE);
    expect(g.gates().survey).toEqual([g.rig.now(), { gates: [], gone: true }]);
    g.rig.wait('1s');
    g.on.before = undefined as never;
    await g.survey();
    expect(g.gates().survey?.[1].gone).toBeUndefined();
    // The pipeline disappears between the two calls.
    g.rig.wait('1s');
    g.on.before = ({ operation }) => (operation === 'GetPipelineState' ? noSuch() : undefined);
    await g.survey();
    expect(g.gates().survey?.[1].gone).toBe(true);
  });

  it('is not done if AWS throttles it', async () => {
    const g = gated();
    g.on.before = () => {
      throw new AwsError('ThrottlingException', 'Rate exceeded');
    };
    expect(await g.survey()).toMatchObject({ done: false, lasting: false });
    expect(g.gates().survey).toBeUndefined();
  });
});
