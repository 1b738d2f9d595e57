import { describe, expect, it } from 'vitest';
import type { WrittenPipeline } from '../../../lab/codepipeline/declare.ts';
import type { Operate } from '../../../lib/core/model/effect.ts';
import { resultOf } from '../../kit/effects.ts';
import { ref, type Served, serve } from '../served.ts';
import { ruledIn } from './ruled-in.ts';

process.env.AWS_REGION = 'eu-central-1';

/** A command from Slack acts once, on what the person saw, and answers in plain text. */

const FAILED = { state: 'Failed' as const, summary: 'exit 1' };
const GOOD = { state: 'Succeeded' as const };

function shop(outcomes: (typeof FAILED | typeof GOOD)[] = [GOOD]): WrittenPipeline {
  return {
    name: 'shop',
    stages: [
      { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      { name: 'Build', actions: [{ name: 'Compile', provider: 'CodeBuild', takes: '5s', outcomes }] },
    ],
  };
}

let pushes = 0;
function push({ rig }: Served, wait = '20s'): string {
  const id = rig.codepipeline.push('shop', { id: `${++pushes}`.padStart(40, 'a'), message: 'Change', author: 'Ann' });
  rig.wait(wait);
  return id;
}

function order({ rig }: Served, what: Operate['what'], more: Partial<Operate> = {}): Operate {
  const { executionId: _, ...pipeline } = ref('x');
  return {
    type: 'operate',
    key: 'operate:1',
    claim: 'c',
    digest: 'd',
    because: 'a test',
    what,
    id: '12.34.ab',
    at: rig.now(),
    by: 'Ann (U0ANN)',
    user: 'U0ANN',
    pipeline: { ...pipeline, pipeline: 'shop' },
    stage: 'Build',
    policy: 'v1',
    channels: ['C0X'],
    ...more,
  };
}

const sent = ({ calls }: Served, operation: string) => calls.filter((call) => call.operation === operation);

describe('a release', () => {
  it('starts one execution, however often it is ordered', async () => {
    const served = await serve(shop());
    const [first, again] = [
      ruledIn(await served.world.operate(order(served, 'release'))),
      ruledIn(await served.world.operate(order(served, 'release'))),
    ];
    expect(first).toMatchObject({ type: 'done', about: [{ pipeline: 'shop', executionId: expect.any(String) }] });
    expect(again?.about).toEqual(first?.about);
    expect(first?.announce).toEqual({ text: '<@U0ANN> released shop.', channels: ['C0X'] });
  });

  it('that AWS refuses is refused with the message of AWS', async () => {
    const served = await serve(shop());
    const gone = order(served, 'release');
    const ruled = ruledIn(await served.world.operate({ ...gone, pipeline: { ...gone.pipeline, pipeline: 'nowhere' } }));
    expect(ruled).toMatchObject({
      type: 'refused',
      because: expect.stringMatching(/^AWS refused to start the execution: /),
    });
  });
});

describe('a retry', () => {
  it('runs the failed actions again, and the next worker recognizes it as done', async () => {
    const served = await serve(shop([FAILED, GOOD]));
    const execution = push(served);
    const wanted = order(served, 'retry', { execution });
    expect(ruledIn(await served.world.operate(wanted))).toMatchObject({
      type: 'done',
      about: [{ executionId: execution }],
    });
    expect(ruledIn(await served.world.operate(wanted))).toMatchObject({ type: 'refused' });
    expect(ruledIn(await served.world.operate({ ...wanted, maybeSince: 1 }))).toMatchObject({ type: 'done' });
    expect(sent(served, 'RetryStageExecution')).toHaveLength(1);
  });

  it('does not apply to a stage that failed again after the command', async () => {
    const served = await serve(shop([FAILED, FAILED]));
    const execution = push(served);
    const wanted = order(served, 'retry', { execution });
    await served.world.operate(wanted);
    served.rig.wait('20s');
    expect(ruledIn(await served.world.operate({ ...wanted, maybeSince: 1 }))).toMatchObject({ type: 'done' });
    expect(ruledIn(await served.world.operate(wanted))?.because).toContain('failed again after your command');
    expect(sent(served, 'RetryStageExecution')).toHaveLength(1);
  });

  it('does not apply to an execution that a newer one followed', async () => {
    const served = await serve(shop([FAILED, FAILED]));
    const execution = push(served);
    push(served);
    expect(ruledIn(await served.world.operate(order(served, 'retry', { execution })))).toMatchObject({
      type: 'refused',
      because: expect.stringContaining('A newer execution has entered Build'),
    });
    expect(sent(served, 'RetryStageExecution')).toEqual([]);
  });

  it('is tried again if it is unknown whether AWS received it', async () => {
    const served = await serve(shop([FAILED]));
    const execution = push(served);
    served.alter.RetryStageExecution = () => {
      throw new Error('The connection broke');
    };
    const inputs = await served.world.operate(order(served, 'retry', { execution }));
    expect(ruledIn(inputs)).toBeUndefined();
    expect(resultOf(inputs)).toMatchObject({ done: false });
  });
});

describe('a stop', () => {
  it('gives AWS the person and the reason, and happens once', async () => {
    const served = await serve(shop());
    const execution = push(served, '2s');
    const wanted = order(served, 'stop', { execution, reason: 'x'.repeat(300) });
    expect(ruledIn(await served.world.operate(wanted))).toMatchObject({ type: 'done' });
    expect(ruledIn(await served.world.operate(wanted))).toMatchObject({ type: 'refused' });
    expect(ruledIn(await served.world.operate({ ...wanted, maybeSince: 1 }))).toMatchObject({ type: 'done' });
    const [call, ...more] = sent(served, 'StopPipelineExecution');
    expect(more).toEqual([]);
    expect(call?.input).toMatchObject({ abandon: false, reason: expect.stringMatching(/^Ann \(U0ANN\): x+…$/) });
    expect(String(call?.input.reason)).toHaveLength(200);
  });
});

describe('a rollback', () => {
  it('does not apply to the execution of the button if a newer one followed', async () => {
    const served = await serve(shop([FAILED, FAILED]));
    const execution = push(served);
    push(served);
    expect(ruledIn(await served.world.operate(order(served, 'rollback', { execution })))).toMatchObject({
      type: 'refused',
      because: expect.stringContaining('A newer execution has entered Build'),
    });
    expect(sent(served, 'RollbackStage')).toEqual([]);
  });

  it('goes to the previous success, and a second one goes further back', async () => {
    const served = await serve(shop());
    const [first, second] = [push(served), push(served), push(served)];
    const wanted = order(served, 'rollback');
    expect(ruledIn(await served.world.operate(wanted))?.because).toContain(second);
    // Its answer was lost, and Signalbox runs the command again.
    expect(ruledIn(await served.world.operate({ ...wanted, maybeSince: 1 }))).toMatchObject({ type: 'done' });
    served.rig.wait('20s');
    expect(ruledIn(await served.world.operate(order(served, 'rollback')))?.because).toContain(first);
    expect(sent(served, 'RollbackStage')).toHaveLength(2);
  });

  it('is refused if there is no earlier success', async () => {
    const served = await serve(shop([FAILED]));
    push(served);
    expect(ruledIn(await served.world.operate(order(served, 'rollback')))).toMatchObject({
      type: 'refused',
      because: expect.stringContaining('nothing to roll back to'),
    });
  });
});

describe('a status refresh', () => {
  it('finds the pipelines of a pattern, and reports a name without a pipeline', async () => {
    const served = await serve(shop([FAILED]));
    const execution = push(served);
    const intended = { key: 'sight:1', claim: 'c', digest: 'd', because: 'a test' };
    const look = async (pipelines: string[]) => {
      const inputs = await served.world.refreshStatus({
        ...intended,
        type: 'refreshStatus',
        id: '1',
        pipelines,
        tags: true,
        running: true,
        depth: 'full',
      });
      return inputs.flatMap((input) => (input.type === 'ordered' ? [input.board.sights?.['1']?.[1]] : []))[0];
    };
    expect(await look(['sh*'])).toMatchObject({
      more: 0,
      pipelines: [
        {
          ref: { pipeline: 'shop', account: expect.stringMatching(/^\d{12}$/) },
          stages: [
            { name: 'Source', status: 'Succeeded' },
            { name: 'Build', status: 'Failed', executionId: execution, waiting: 0 },
          ],
          running: [],
        },
      ],
    });
    expect(await look(['nowhere'])).toEqual({
      pipelines: [],
      more: 0,
      unmatched: [{ what: 'pipeline', pattern: 'nowhere', near: [] }],
      unread: [],
    });
    expect(await look(['x*'])).toEqual({
      pipelines: [],
      more: 0,
      unmatched: [{ what: 'pipeline', pattern: 'x*', near: [] }],
      unread: [],
    });
  });
});
