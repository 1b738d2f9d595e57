import { describe, expect, it } from 'vitest';
import type { WrittenPipeline } from '../../../lab/codepipeline/declare.ts';
import { createCodePipeline } from '../../../lib/codepipeline/client.ts';
import type { RetryStage } from '../../../lib/core/model/effect.ts';
import type { Input } from '../../../lib/core/model/input.ts';
import type { Retries } from '../../../lib/core/retry/types.ts';
import { createRetryAllowances } from '../../../lib/store/retry-allowances.ts';
import { createMemoryValues } from '../../../lib/store/versioned-values-memory.ts';
import { resultOf } from '../../kit/effects.ts';
import { ref, type Served, serve } from '../served.ts';

/** Signalbox retries a failed stage once, as decided and with an allowance, or not at all. */

const FAILED = { state: 'Failed' as const, summary: 'Rate exceeded' };
const GOOD = { state: 'Succeeded' as const };

function builds(mode: WrittenPipeline['mode'] = 'SUPERSEDED', outcomes: (typeof FAILED | typeof GOOD)[] = [FAILED]) {
  return {
    name: 'shop',
    mode,
    stages: [
      { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection' }] },
      {
        name: 'Build',
        actions: [
          { name: 'Compile', provider: 'CodeBuild', outcomes },
          { name: 'Lint', provider: 'CodeBuild' },
        ],
      },
      { name: 'Prod', actions: [{ name: 'Site', provider: 'ECS' }] },
    ],
  } satisfies WrittenPipeline;
}

const budget = { window: 3_600_000, ratio: 0, reserve: 2 };
const breaker = { sameSignature: 3, within: 900_000, open: 1_800_000 };

async function start(pipeline: WrittenPipeline = builds()) {
  const served = await serve(pipeline);
  const allowances = createRetryAllowances(createMemoryValues(), served.rig.now);
  return { ...served, allowances, world: createCodePipeline({ now: served.rig.now, allowances }) };
}
type Started = Awaited<ReturnType<typeof start>>;

let pushes = 0;
/** Pushes a commit, and lets its execution fail. */
function fail({ rig }: Pick<Served, 'rig'>): string {
  const id = rig.codepipeline.push('shop', { id: `${++pushes}`.padStart(40, 'a'), message: 'Change', author: 'Ann' });
  rig.wait('10s');
  return id;
}

function runs({ rig }: Pick<Served, 'rig'>, executionId: string, stage = 'Build') {
  const filter = { pipelineExecutionId: executionId };
  const { actionExecutionDetails = [] } = rig.call('ListActionExecutions', { pipelineName: 'shop', filter });
  return actionExecutionDetails.filter(({ stageName }) => stageName === stage);
}

function order(served: Pick<Served, 'rig'>, executionId: string, more: Partial<RetryStage> = {}): RetryStage {
  const failed = runs(served, executionId).filter(({ status }) => status === 'Failed');
  return {
    type: 'retry',
    key: 'retry',
    claim: 'c',
    digest: 'd',
    because: 'a test',
    execution: ref(executionId),
    stage: 'Build',
    mode: 'FAILED_ACTIONS',
    retryKey: `${executionId}/Build@1`,
    failedRuns: failed.map(({ actionExecutionId = '' }) => actionExecutionId),
    failedAt: served.rig.now(),
    signatures: ['s'],
    budget,
    breaker,
    attempt: 1,
    newest: 7,
    ...more,
  };
}

const retryCalls = ({ calls }: Pick<Served, 'calls'>) =>
  calls.filter(({ operation }) => operation === 'RetryStageExecution').map(({ input }) => input);
function remembered(inputs: Input[]) {
  const seen = inputs.flatMap((input) => (input.type === 'seen' ? [input.execution as { retries?: Retries }] : []));
  return seen.flatMap(({ retries = {} }) => Object.values(retries).map(([, what]) => what));
}
const compiles = (served: Started, id: string) => runs(served, id).filter(({ actionName }) => actionName === 'Compile');
const done = { done: true, digest: 'd' };

function retryByHand({ rig }: Pick<Served, 'rig'>, pipelineExecutionId: string, retryMode = 'FAILED_ACTIONS') {
  rig.call('RetryStageExecution', { pipelineName: 'shop', stageName: 'Build', pipelineExecutionId, retryMode });
}

describe('a retry', () => {
  it.each(['SUPERSEDED', 'QUEUED', 'PARALLEL'] as const)('runs the failed actions again, in %s mode', async (mode) => {
    const served = await start(builds(mode));
    const id = fail(served);
    const effect = order(served, id);
    const inputs = await served.world.retry(effect);
    expect(resultOf(inputs)).toEqual(done);
    expect(inputs[0]).toMatchObject({
      type: 'seen',
      execution: { ref: ref(id), retries: { [effect.retryKey]: [served.rig.now(), { type: 'done' }] } },
    });
    expect(retryCalls(served)).toEqual([
      { pipelineName: 'shop', stageName: 'Build', pipelineExecutionId: id, retryMode: 'FAILED_ACTIONS' },
    ]);
    served.rig.wait('20s');
    expect(compiles(served, id).map(({ status }) => status)).toEqual(['Succeeded', 'Failed']);
    expect(runs(served, id).filter(({ actionName }) => actionName === 'Lint')).toHaveLength(1);
    expect(served.rig.summary(id).at(-1)).toBe('pipeline SUCCEEDED');
  });

  it('of all actions runs all of them', async () => {
    const served = await start();
    const id = fail(served);
    await served.world.retry(order(served, id, { mode: 'ALL_ACTIONS' }));
    served.rig.wait('20s');
    expect(runs(served, id)).toHaveLength(4);
  });

  it('happens once for one failure, however often it is ordered', async () => {
    const served = await start(builds('SUPERSEDED', [FAILED, FAILED, FAILED]));
    const id = fail(served);
    const effect = order(served, id);
    for (let n = 0; n < 4; n++) {
      expect(remembered(await served.world.retry(effect))).toEqual([{ type: 'done' }]);
      served.rig.wait('20s');
    }
    expect(retryCalls(served)).toHaveLength(1);
    expect(compiles(served, id)).toHaveLength(2);
    // The next failure gets its own retry.
    const next = order(served, id, { retryKey: `${id}/Build@2`, failedRuns: [newestFailed(served, id)] });
    expect(remembered(await served.world.retry(next))).toEqual([{ type: 'done' }]);
    served.rig.wait('20s');
    expect(compiles(served, id)).toHaveLength(3);
  });

  it('with a lost answer is recognized as ours, and is not repeated', async () => {
    const served = await start(builds('SUPERSEDED', [FAILED, FAILED, FAILED]));
    const id = fail(served);
    const effect = order(served, id);
    served.rig.faults.push({ operation: 'RetryStageExecution', answer: 'InternalFailure', times: 1, after: true });
    expect(resultOf(await served.world.retry(effect))).toMatchObject({ done: false, unsure: true });
    expect(retryCalls(served)).toHaveLength(1);
    served.rig.wait('20s');
    expect(compiles(served, id).map(({ status }) => status)).toEqual(['Failed', 'Failed']);
    const inputs = await served.world.retry(effect);
    expect(resultOf(inputs)).toEqual(done);
    expect(remembered(inputs)).toEqual([{ type: 'done' }]);
    expect(retryCalls(served)).toHaveLength(1);
    expect(compiles(served, id)).toHaveLength(2);
  });

  it('that AWS may have received is not sent again in PARALLEL mode while the list may lag', async () => {
    const served = await start(builds('PARALLEL', [FAILED, FAILED, FAILED]));
    const id = fail(served);
    const effect = order(served, id);
    served.rig.faults.push({ operation: 'RetryStageExecution', answer: 'InternalFailure', times: 1 });
    await served.world.retry(effect);
    expect(resultOf(await served.world.retry(effect))).toMatchObject({ why: expect.stringContaining('may lag') });
    expect(retryCalls(served)).toHaveLength(1);
    served.rig.wait('5m');
    expect(remembered(await served.world.retry(effect))).toEqual([{ type: 'done' }]);
    expect(compiles(served, id)).toHaveLength(2);
  });

  it('that AWS did not receive is done later', async () => {
    const served = await start();
    const id = fail(served);
    const effect = order(served, id);
    served.rig.faults.push({ operation: 'RetryStageExecution', answer: 'InternalFailure', times: 1 });
    expect(resultOf(await served.world.retry(effect))).toMatchObject({ done: false, unsure: true });
    expect(remembered(await served.world.retry(effect))).toEqual([{ type: 'done' }]);
    expect(compiles(served, id)).toHaveLength(2);
  });
});

describe('nothing is retried', () => {
  type Row = [string, (served: Started, id: string) => void, RegExp | string];
  it.each<Row>([
    ['a person did it first', (served, id) => retryByHand(served, id), 'Another retry was faster.'],
    [
      'a person did it first, and it failed again',
      (served, id) => {
        retryByHand(served, id);
        served.rig.wait('20s');
      },
      'Another retry was faster.',
    ],
    [
      'a person retried all actions first',
      (served, id) => retryByHand(served, id, 'ALL_ACTIONS'),
      'Another retry was faster.',
    ],
    ['a newer execution entered the stage', (served) => void fail(served), 'A newer execution has entered Build.'],
    [
      'the pipeline was edited',
      ({ rig }) => void rig.codepipeline.update('shop'),
      /^CodePipeline does not retry it: .*structure has changed/,
    ],
  ])('when %s', async (_, first, because) => {
    const served = await start(builds('SUPERSEDED', [FAILED, FAILED, FAILED, FAILED]));
    const id = fail(served);
    const effect = order(served, id);
    first(served, id);
    const before = runs(served, id).length;
    const inputs = await served.world.retry(effect);
    expect(resultOf(inputs)).toEqual(done);
    expect(remembered(inputs)).toEqual([
      { type: 'refused', because: typeof because === 'string' ? because : expect.stringMatching(because) },
    ]);
    // The current facts are read.
    expect(Object.keys((inputs[0] as { execution: { facts: object } }).execution.facts).length).toBeGreaterThan(2);
    expect(runs(served, id)).toHaveLength(before);
  });

  it('in a stage that a person stopped', async () => {
    const pipeline = builds();
    pipeline.stages[1]?.actions.push({ name: 'Slow', provider: 'CodeBuild', takes: '9m' } as never);
    const served = await start(pipeline);
    const id = fail(served);
    const effect = order(served, id);
    served.rig.call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: id, abandon: true });
    served.rig.wait('1s');
    expect(remembered(await served.world.retry(effect))).toMatchObject([{ type: 'refused' }]);
    expect(retryCalls(served)).toEqual([]);
  });

  it('while other actions of the stage run, or when one failed that the order does not name', async () => {
    const pipeline = builds();
    const slow = { name: 'Slow', provider: 'CodeBuild', outcomes: [{ ...FAILED, takes: '9m' }] };
    pipeline.stages[1]?.actions.push(slow as never);
    const served = await start(pipeline);
    const id = fail(served);
    const effect = order(served, id);
    for (const wait of ['1s', '10m']) {
      served.rig.wait(wait);
      const inputs = await served.world.retry(effect);
      expect(resultOf(inputs)).toMatchObject({ done: false, why: 'Not all that runs or failed in Build was judged' });
      expect(remembered(inputs)).toEqual([]);
    }
    expect(retryCalls(served)).toEqual([]);
    expect(remembered(await served.world.retry(order(served, id)))).toEqual([{ type: 'done' }]);
  });

  it('for another execution, another stage, unknown runs or no runs', async () => {
    const served = await start(builds('PARALLEL', [FAILED, FAILED]));
    const [one, two] = [fail(served), fail(served)];
    const other = order(served, two).failedRuns;
    for (const more of [
      { failedRuns: other },
      { stage: 'Prod' },
      { failedRuns: ['unknown'] },
      { failedRuns: [] },
      { failedRuns: [...order(served, one).failedRuns, ...other] },
    ]) {
      const inputs = await served.world.retry(order(served, one, more));
      expect(remembered(inputs).filter(({ type }) => type === 'done')).toEqual([]);
    }
    expect(retryCalls(served)).toEqual([]);
  });

  it('in a pipeline that is gone', async () => {
    const served = await start();
    const id = fail(served);
    const effect = order(served, id, { execution: { ...ref(id), pipeline: 'gone' } });
    const inputs = await served.world.retry(effect);
    expect(remembered(inputs)).toEqual([{ type: 'refused', because: 'CodePipeline no longer knows this execution.' }]);
    expect(inputs).toMatchObject([{ execution: { about: { gone: 7 } } }, {}]);
  });

  it('when a person does it between our read and our call', async () => {
    const served = await start(builds('SUPERSEDED', [FAILED, FAILED, FAILED]));
    const id = fail(served);
    const effect = order(served, id);
    let byHand = 0;
    served.before.RetryStageExecution = () => {
      if (byHand++ === 0) retryByHand(served, id);
    };
    expect(resultOf(await served.world.retry(effect))).toMatchObject({ done: false });
    expect(compiles(served, id)).toHaveLength(2);
    served.rig.wait('20s');
    expect(resultOf(await served.world.retry(effect))).toEqual(done);
    expect(compiles(served, id)).toHaveLength(2);
  });

  it('when a person does it and a newer execution enters between our read and our call', async () => {
    const served = await start(builds('SUPERSEDED', [FAILED, FAILED, FAILED]));
    const id = fail(served);
    const effect = order(served, id);
    served.before.RetryStageExecution = () => {
      served.before.RetryStageExecution = () => {};
      retryByHand(served, id);
      served.rig.wait('20s');
      fail(served);
    };
    expect(remembered(await served.world.retry(effect))).toEqual([
      { type: 'refused', because: 'Another retry was faster.' },
    ]);
  });

  it('when a newer execution enters between our read and our call', async () => {
    const served = await start(builds('SUPERSEDED', [FAILED, FAILED, FAILED]));
    const id = fail(served);
    served.before.RetryStageExecution = () => {
      fail(served);
    };
    expect(remembered(await served.world.retry(order(served, id)))).toEqual([
      { type: 'refused', because: expect.stringContaining('CodePipeline does not retry it: Execution') },
    ]);
    expect(compiles(served, id)).toHaveLength(1);
  });
});

describe('an allowance', () => {
  it('is refused for good, with the reason, if the budget is used up', async () => {
    const served = await start();
    const id = fail(served);
    const inputs = await served.world.retry(order(served, id, { budget: { ...budget, reserve: 0 } }));
    expect(resultOf(inputs)).toEqual(done);
    expect(remembered(inputs)).toEqual([
      { type: 'refused', because: expect.stringContaining('The retry budget of this pipeline is used up') },
    ]);
    expect(retryCalls(served)).toEqual([]);
  });

  it('is delayed while the breaker is open, and then granted', async () => {
    const served = await start();
    const id = fail(served);
    for (const name of ['a', 'b', 'c']) {
      const execution = { ...ref(name), pipeline: name };
      await served.allowances.ask({ ...order(served, id), execution, retryKey: name });
    }
    const effect = order(served, id);
    const until = served.rig.now() + breaker.open;
    expect(remembered(await served.world.retry(effect))).toEqual([
      { type: 'waits', until, because: expect.stringContaining('pipelines failed with the same cause') },
    ]);
    expect(retryCalls(served)).toEqual([]);
    served.rig.wait('30m');
    expect(remembered(await served.world.retry(effect))).toEqual([{ type: 'done' }]);
  });

  it('is not granted for a failure that a person already retried', async () => {
    const served = await start(builds('SUPERSEDED', [FAILED, FAILED]));
    const id = fail(served);
    const effect = order(served, id);
    retryByHand(served, id);
    await served.world.retry(effect);
    expect(await served.allowances.grantedAt(effect)).toBeUndefined();
  });

  it('for the first retry after an outage passes to another pipeline when AWS refuses the retry', async () => {
    const served = await start();
    const id = fail(served);
    const named = (name: string) => ({
      ...order(served, id),
      execution: { ...ref(name), pipeline: name },
      retryKey: name,
    });
    for (const name of ['a', 'b', 'c']) await served.allowances.ask(named(name));
    const effect = order(served, id);
    served.rig.wait('30m');
    served.before.RetryStageExecution = () => void served.rig.codepipeline.update('shop');
    expect(remembered(await served.world.retry(effect))).toMatchObject([{ type: 'refused' }]);
    expect(await served.allowances.ask(named('c'))).toEqual({ granted: true });
  });

  it('that is unavailable prevents the retry', async () => {
    const served = await start();
    const id = fail(served);
    const allowances = { ...served.allowances, ask: () => Promise.reject(new Error('no table')) };
    const world = createCodePipeline({ now: served.rig.now, allowances });
    expect(resultOf(await world.retry(order(served, id)))).toMatchObject({ done: false, why: 'no table' });
    const without = createCodePipeline({ now: served.rig.now });
    expect(resultOf(await without.retry(order(served, id)))).toMatchObject({ done: false });
    expect(retryCalls(served)).toEqual([]);
  });
});

describe('when CodePipeline does not answer as expected', () => {
  it.each(['ListActionExecutions', 'GetPipelineState', 'GetPipelineExecution'])(
    'nothing is retried without %s',
    async (operation) => {
      const served = await start();
      const id = fail(served);
      const effect = order(served, id);
      served.rig.faults.push({ operation, answer: 'AccessDeniedException', times: 1 });
      expect(resultOf(await served.world.retry(effect))).toMatchObject({
        done: false,
        lasting: true,
        why: `AccessDenied: Signalbox's role lacks codepipeline:${operation} for this pipeline`,
      });
      expect(retryCalls(served)).toEqual([]);
      expect(remembered(await served.world.retry(effect))).toEqual([{ type: 'done' }]);
    },
  );

  it.each([
    ['ThrottlingException', false],
    ['AccessDeniedException', true],
  ] as const)('%s postpones the retry', async (answer, lasting) => {
    const served = await start();
    const id = fail(served);
    const effect = order(served, id);
    served.rig.faults.push({ operation: 'RetryStageExecution', answer, times: 1 });
    expect(resultOf(await served.world.retry(effect))).toMatchObject({ done: false, lasting });
    expect(resultOf(await served.world.retry(effect))).toEqual(done);
    expect(compiles(served, id)).toHaveLength(2);
  });

  it('a list that lags behind the state does not cause a second retry', async () => {
    const served = await start(builds('SUPERSEDED', [FAILED, FAILED, FAILED]));
    const id = fail(served);
    const effect = order(served, id);
    const old = served.rig.call('ListActionExecutions', { pipelineName: 'shop', filter: { pipelineExecutionId: id } });
    retryByHand(served, id);
    served.rig.wait('20s');
    served.alter.ListActionExecutions = () => old;
    const inputs = await served.world.retry(effect);
    expect(remembered(inputs)).toEqual([{ type: 'refused', because: 'Another retry was faster.' }]);
    expect(retryCalls(served)).toEqual([]);
  });

  it('a list that shows the failed run as running delays the retry, and one with newer runs proves it done', async () => {
    const served = await start(builds('PARALLEL'));
    const id = fail(served);
    const effect = order(served, id);
    await served.allowances.ask(effect);
    served.rig.wait('10m');
    const asRunning = (name: string, startTime?: number) => {
      served.alter.ListActionExecutions = (output) => ({
        actionExecutionDetails: (output.actionExecutionDetails ?? []).map((run) =>
          run.actionName === name
            ? { ...run, status: 'InProgress', lastUpdateTime: run.startTime, ...(startTime ? { startTime } : {}) }
            : run,
        ),
      });
    };
    asRunning('Compile');
    const inputs = await served.world.retry(effect);
    expect(resultOf(inputs)).toMatchObject({ done: false });
    expect(remembered(inputs)).toEqual([]);
    asRunning('Lint', served.rig.now() / 1000);
    expect(remembered(await served.world.retry(effect))).toEqual([{ type: 'done' }]);
    expect(retryCalls(served)).toEqual([]);
  });

  it('a list that does not show the failed run yet delays the retry', async () => {
    const served = await start();
    const id = fail(served);
    const effect = order(served, id);
    served.alter.ListActionExecutions = () => ({ actionExecutionDetails: [] });
    expect(resultOf(await served.world.retry(effect))).toMatchObject({
      done: false,
      why: expect.stringContaining('yet'),
    });
    expect(retryCalls(served)).toEqual([]);
  });
});

function newestFailed(served: Started, id: string): string {
  return compiles(served, id)[0]?.actionExecutionId ?? '';
}
