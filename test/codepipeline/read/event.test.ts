import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Fault } from '../../../lab/codepipeline/faults.ts';
import { createRig } from '../../../lab/codepipeline/rig.ts';
import { codePipelineRequest } from '../../../lab/codepipeline/server.ts';
import { createCodePipeline } from '../../../lib/codepipeline/client.ts';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { refreshExecution } from '../../../lib/codepipeline/refresh/execution.ts';
import { refreshPipeline as describePipeline } from '../../../lib/codepipeline/refresh/pipeline.ts';
import { absorb, type Execution, type ExecutionRef } from '../../../lib/core/execution/facts.ts';
import { type Summary, summarize } from '../../../lib/core/execution/summary.ts';
import { resultOf } from '../../kit/effects.ts';

/** The real SDK client against the simulator, over HTTP: a refresh finds the same facts as the events. */

const commit = { id: 'c0ffee', message: 'Fix the totals', author: 'Ann', email: 'ann@example.com' };

async function open(mode: 'SUPERSEDED' | 'PARALLEL' = 'SUPERSEDED') {
  const rig = createRig({
    name: 'shop',
    mode,
    tags: { env: 'prod', team: 'checkout' },
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection' }] },
      {
        name: 'Build',
        actions: [
          { name: 'compile', provider: 'CodeBuild' },
          { name: 'lint', provider: 'CodeBuild' },
        ],
      },
      { name: 'Deploy', actions: [{ name: 'roll', provider: 'CodeDeploy' }] },
    ],
  });
  const server = createServer(codePipelineRequest(rig.codepipeline, {}));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'lab', secretAccessKey: 'lab' };
  const client = new CodePipelineClient({ region: 'eu-central-1', endpoint, credentials, maxAttempts: 1 });
  const eventsOf = (id: string) =>
    rig.events.filter((event) => event.detail['execution-id'] === id).map((event) => readEvent(event) as Execution);
  return { rig, client, endpoint, eventsOf };
}

type Rig = Awaited<ReturnType<typeof open>>['rig'];

/** Each plays a scenario and returns the execution to check. */
const plays: Record<string, (rig: Rig) => string> = {
  'runs to its end': (rig) => {
    const id = rig.codepipeline.push('shop', commit);
    rig.wait('5m');
    return id;
  },
  'fails in one of two actions': (rig) => {
    rig.codepipeline.outcome('shop', 'Build', 'compile', {
      state: 'Failed',
      summary: 'broke',
      message: 'It broke because',
    });
    return plays['runs to its end']?.(rig) ?? '';
  },
  'is retried and goes through': (rig) => {
    const id = plays['fails in one of two actions']?.(rig) ?? '';
    rig.call('RetryStageExecution', {
      pipelineName: 'shop',
      stageName: 'Build',
      pipelineExecutionId: id,
      retryMode: 'FAILED_ACTIONS',
    });
    rig.wait('5m');
    return id;
  },
  'is retried and fails again': (rig) => {
    const id = plays['fails in one of two actions']?.(rig) ?? '';
    rig.codepipeline.outcome('shop', 'Build', 'compile', { state: 'Failed', summary: 'broke again' });
    rig.call('RetryStageExecution', {
      pipelineName: 'shop',
      stageName: 'Build',
      pipelineExecutionId: id,
      retryMode: 'ALL_ACTIONS',
    });
    rig.wait('5m');
    return id;
  },
  'is stopped': (rig) => {
    const id = rig.codepipeline.push('shop', commit);
    rig.wait('4s');
    rig.call('StopPipelineExecution', {
      pipelineName: 'shop',
      pipelineExecutionId: id,
      abandon: true,
      reason: 'wrong branch',
    });
    rig.wait('5m');
    return id;
  },
  'is running': (rig) => {
    const id = rig.codepipeline.push('shop', commit);
    rig.wait('4s');
    return id;
  },
  'was canceled by an edit': (rig) => {
    const id = plays['is running']?.(rig) ?? '';
    rig.codepipeline.update('shop');
    rig.wait('5m');
    return id;
  },
};

/** The attempt is only in the events; the API does not have it. */
function attemptOf(rig: Rig, { executionId }: ExecutionRef): number {
  const events = rig.events.filter((event) => event.detail['execution-id'] === executionId);
  return Math.max(1, ...events.map((event) => Number(event.detail['pipeline-execution-attempt'] ?? 1)));
}

/** The content of a message, without facts that only one source has. */
function contentOf({ state, stages, failures, startedAt, endedAt, stopReason }: Summary) {
  const names = failures.map(({ stage, action, summary }) => `${stage}/${action}: ${summary}`);
  const ran = stages.filter((stage) => stage.state !== 'PENDING').map((stage) => `${stage.name} ${stage.state}`);
  return { state, stages: ran, failures: names, startedAt, endedAt, stopReason };
}

describe('a refresh of an execution that', () => {
  it.each(Object.entries(plays))('%s matches the events', async (_, play) => {
    const { rig, client, eventsOf } = await open();
    const id = play(rig);
    const events = eventsOf(id);
    const [{ ref }] = events as [Execution];
    const counted = await refreshExecution(client, ref, attemptOf(rig, ref));
    const fromEvents = summarize(events.reduce<Execution | undefined>(absorb, undefined) as Execution);
    const both = summarize(absorb(events.reduce<Execution | undefined>(absorb, undefined), counted));
    expect(contentOf(both)).toEqual(contentOf(fromEvents));

    const alone = contentOf(summarize(counted));
    expect(alone).toEqual({
      ...contentOf(fromEvents),
      state: contentOf(fromEvents).state === 'RESUMED' ? 'STARTED' : contentOf(fromEvents).state,
    });
  });

  it.each(Object.entries(plays))('%s makes up for any single lost event', async (_, play) => {
    const { rig, client, eventsOf } = await open();
    const id = play(rig);
    const events = eventsOf(id);
    const [{ ref }] = events as [Execution];
    const counted = await refreshExecution(client, ref, attemptOf(rig, ref));
    const whole = contentOf(summarize(events.reduce<Execution>(absorb, counted)));
    for (const lost of events.keys()) {
      const rest = events.filter((__, index) => index !== lost);
      expect(contentOf(summarize(rest.reduce<Execution>(absorb, counted)))).toEqual(whole);
    }
  });

  it('runs in a PARALLEL pipeline needs no pipeline state', async () => {
    const { rig, client, eventsOf } = await open('PARALLEL');
    const id = plays['fails in one of two actions']?.(rig) ?? '';
    const [{ ref }] = eventsOf(id) as [Execution];
    const summary = summarize(await refreshExecution(client, ref, attemptOf(rig, ref)));
    expect(contentOf(summary)).toMatchObject({ state: 'FAILED', failures: ['Build/compile: broke'] });
    expect(summary).toMatchObject({ mode: 'PARALLEL', failures: [{ message: 'It broke because' }] });
  });

  it('follows failures returns their number, and the time of the first', async () => {
    const { rig, client, eventsOf } = await open();
    plays['runs to its end']?.(rig);
    const first = plays['fails in one of two actions']?.(rig) ?? '';
    plays['fails in one of two actions']?.(rig);
    const last = plays['runs to its end']?.(rig) ?? '';
    const [{ ref }] = eventsOf(last) as [Execution];
    const failedAt = summarize(eventsOf(first).reduce<Execution | undefined>(absorb, undefined) as Execution).endedAt;
    expect((await refreshExecution(client, ref, attemptOf(rig, ref))).about.before).toEqual([
      expect.any(Number),
      2,
      failedAt,
    ]);
  });

  it('was followed by a newer one returns the time, and the newer one has none', async () => {
    const { rig, client, eventsOf } = await open();
    const failed = plays['fails in one of two actions']?.(rig) ?? '';
    const [{ ref }] = eventsOf(failed) as [Execution];
    const before = await refreshExecution(client, ref, attemptOf(rig, ref));
    expect(before.about.overtaken).toBeUndefined();
    const newer = plays['is running']?.(rig) ?? '';
    const after = await refreshExecution(client, ref, attemptOf(rig, ref));
    const [{ ref: newest }] = eventsOf(newer) as [Execution];
    const { startedAt = 0 } = summarize(await refreshExecution(client, newest, 1));
    expect(Math.floor((after.about.overtaken ?? 0) / 1000) * 1000).toBe(startedAt);
    expect(absorb(after, before).about.overtaken).toBe(after.about.overtaken);
    expect((await refreshExecution(client, newest, 1)).about.overtaken).toBeUndefined();
  });

  it('is a rollback returns its target', async () => {
    const { rig, client, eventsOf } = await open();
    const target = plays['runs to its end']?.(rig) ?? '';
    const { pipelineExecutionId = '' } = rig.call('RollbackStage', {
      pipelineName: 'shop',
      stageName: 'Deploy',
      targetPipelineExecutionId: target,
    });
    rig.wait('5m');
    const [{ ref }] = eventsOf(pipelineExecutionId) as [Execution];
    expect(summarize(await refreshExecution(client, ref, attemptOf(rig, ref)))).toMatchObject({
      state: 'SUCCEEDED',
      rollback: true,
      rollbackOf: target,
    });
  });
});

describe('a refresh of a pipeline', () => {
  it('returns its stages in order, and its tags', async () => {
    const { rig, client, eventsOf } = await open();
    const [{ ref }] = eventsOf(plays['is running']?.(rig) ?? '') as [Execution];
    const ask = async (what: 'stages' | 'tags') =>
      (await describePipeline(client, { what, execution: ref, version: 1 }, new Map())).about;
    const stages = ['Source', 'Build', 'Deploy'];
    expect(await ask('stages')).toEqual({ stages, actions: 4, mode: 'SUPERSEDED', configured: {} });
    expect(await ask('tags')).toEqual({ tags: { env: 'prod', team: 'checkout' } });
  });
});

describe('a refresh of an old execution', () => {
  it('finds it behind hundreds of newer ones', async () => {
    const { rig, client, eventsOf } = await open('PARALLEL');
    const id = plays['fails in one of two actions']?.(rig) ?? '';
    for (let n = 0; n < 250; n++) rig.codepipeline.push('shop', { ...commit, id: `c${n}` });
    rig.wait('5m');
    const events = eventsOf(id);
    const [{ ref }] = events as [Execution];
    const expected = contentOf(summarize(events.reduce<Execution | undefined>(absorb, undefined) as Execution));
    expect(contentOf(summarize(await refreshExecution(client, ref, 1)))).toEqual(expected);
  });
});

describe('when CodePipeline does not answer as expected', () => {
  const ref = {
    account: '123456789012',
    region: 'eu-central-1',
    pipeline: 'shop',
    executionId: '00000000-0000-4000-8000-0000000000ff',
  };
  const effect = {
    type: 'refreshExecution',
    key: 'recount',
    because: '',
    digest: 'd',
    claim: 'c',
    execution: ref,
    attempt: 1,
    newest: 7,
  } as const;

  async function ask(faults: Fault[], pipeline = 'shop') {
    const { rig, endpoint } = await open();
    rig.faults.push(...faults);
    process.env.AWS_ENDPOINT_URL_CODEPIPELINE = endpoint;
    process.env.AWS_ACCESS_KEY_ID = 'lab';
    process.env.AWS_SECRET_ACCESS_KEY = 'lab';
    const executionId = rig.codepipeline.push('shop', commit);
    return createCodePipeline({ now: () => 0 }).refreshExecution({
      ...effect,
      execution: { ...ref, pipeline, executionId },
    });
  }

  it('a denied refresh is not retried soon', async () => {
    const denied = { operation: 'ListActionExecutions', answer: 'AccessDeniedException', times: 9 } as const;
    expect(resultOf(await ask([denied]))).toMatchObject({
      done: false,
      lasting: true,
      why: expect.stringContaining('AccessDenied'),
    });
  });

  it('a call without an answer times out', async () => {
    const hung = { operation: 'ListActionExecutions', answer: 'hang', times: 9 } as const;
    expect(resultOf(await ask([hung]))).toMatchObject({ done: false, why: expect.stringContaining('Timeout') });
  });

  it('a throttled refresh is tried again later', async () => {
    const busy = { operation: 'ListActionExecutions', answer: 'ThrottlingException', times: 9 } as const;
    expect(resultOf(await ask([busy]))).toMatchObject({ done: false, lasting: false });
  });

  it('a refresh succeeds without the pipeline state', async () => {
    const denied = { operation: 'GetPipelineState', answer: 'AccessDeniedException', times: 9 } as const;
    expect(resultOf(await ask([denied]))).toMatchObject({ done: true });
  });

  it('a pipeline that is gone is recorded as gone, and is not read again', async () => {
    const inputs = await ask([], 'nowhere');
    expect(inputs).toMatchObject([{ type: 'seen', execution: { about: { gone: 7 } } }, { result: { done: true } }]);
  });
});
