import { describe, expect, test } from 'vitest';
import type { WrittenPipeline } from '../../../lab/codepipeline/declare.ts';
import { createCodePipeline } from '../../../lab/codepipeline/engine.ts';
import { createRig } from '../../../lab/codepipeline/rig.ts';

/** The automatic flow of executions, in one file because every mode and rule uses the same small pipeline. */

const source = { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection' }] };

function shop(more: Partial<WrittenPipeline> = {}): WrittenPipeline {
  return {
    name: 'shop',
    stages: [
      source,
      { name: 'Build', actions: [{ name: 'Compile', provider: 'CodeBuild', takes: '1m' }] },
      { name: 'Deploy', actions: [{ name: 'Site', provider: 'CodeDeploy', takes: '2m' }] },
    ],
    ...more,
  };
}

function statuses(rig: ReturnType<typeof createRig>, ...ids: string[]) {
  const [pipeline] = rig.codepipeline.snapshot();
  return ids.map((id) => pipeline?.executions.find((execution) => execution.id === id)?.status);
}

describe('a successful execution', () => {
  test('passes its stages in order and sends an event for each step at its time', () => {
    const rig = createRig(shop());
    const id = rig.start('shop');
    expect(rig.milestone()).toEqual(['pipeline STARTED', 'stage Source STARTED', 'action Source/App STARTED']);

    rig.wait('3s');
    expect(rig.milestone()).toEqual([
      'action Source/App SUCCEEDED',
      'stage Source SUCCEEDED',
      'stage Build STARTED',
      'action Build/Compile STARTED',
    ]);
    rig.wait('59s');
    expect(rig.milestone()).toEqual([]);

    rig.wait('1s');
    rig.wait('2m');
    expect(rig.milestone()).toEqual([
      'action Build/Compile SUCCEEDED',
      'stage Build SUCCEEDED',
      'stage Deploy STARTED',
      'action Deploy/Site STARTED',
      'action Deploy/Site SUCCEEDED',
      'stage Deploy SUCCEEDED',
      'pipeline SUCCEEDED',
    ]);
    expect(statuses(rig, id)).toEqual(['Succeeded']);
    expect(rig.codepipeline.nextAt()).toBeUndefined();
  });

  test('has its own event times even if it is read hours later', () => {
    const rig = createRig(shop());
    rig.start('shop');
    rig.wait('5h');
    const times = rig.events.map(({ time, detail }) => `${time} ${detail.state}`);
    expect(times[0]).toBe('2026-03-02T09:00:00Z STARTED');
    expect(times.at(-1)).toBe('2026-03-02T09:03:03Z SUCCEEDED');
    expect(rig.events.at(-2)?.detail['start-time']).toBe('2026-03-02T09:01:03.250Z');
  });

  test('returns the time of its next step', () => {
    const rig = createRig(shop());
    expect(rig.codepipeline.nextAt()).toBeUndefined();
    const began = rig.now();
    rig.start('shop');
    expect(rig.codepipeline.nextAt()).toBe(began + 3000);
    rig.wait('3s');
    expect(rig.codepipeline.nextAt()).toBe(began + 63_000);
  });

  test('plays overdue steps before a new call', () => {
    const reported: string[] = [];
    let at = 0;
    let ids = 0;
    const codepipeline = createCodePipeline({
      now: () => at,
      id: () => `${++ids}`,
      emit: ({ time, detail }) => reported.push(`${time.slice(14, 19)} ${detail.state}`),
    });
    codepipeline.declare(shop());
    codepipeline.call('StartPipelineExecution', { name: 'shop' });
    at = 10_000;
    codepipeline.call('StartPipelineExecution', { name: 'shop' });
    expect(reported.slice(2, 8)).toEqual([
      '00:00 STARTED',
      '00:03 SUCCEEDED',
      '00:03 SUCCEEDED',
      '00:03 STARTED',
      '00:03 STARTED',
      '00:10 STARTED',
    ]);
  });

  test('shows no revision of a source before it is fetched', () => {
    const rig = createRig(shop());
    const pipelineExecutionId = rig.start('shop');
    const look = () => ({
      state: rig.call('GetPipelineState', { name: 'shop' }).stageStates?.[0]?.actionStates?.[0],
      action: rig.call('ListActionExecutions', { pipelineName: 'shop' }).actionExecutionDetails?.at(-1),
      execution: rig.call('GetPipelineExecution', { pipelineName: 'shop', pipelineExecutionId }).pipelineExecution,
    });
    const before = look();
    expect(before.state?.currentRevision).toBeUndefined();
    expect(before.state?.latestExecution?.externalExecutionId).toBeUndefined();
    expect(before.action?.output?.executionResult).toEqual({});
    expect(before.execution?.artifactRevisions).toEqual([]);

    rig.wait('3s');
    const after = look();
    const revisionId = after.state?.currentRevision?.revisionId;
    expect(revisionId).toMatch(/^[0-9a-f]{40}$/);
    expect(after.action?.output?.executionResult?.externalExecutionId).toBe(revisionId);
    expect(after.execution?.artifactRevisions).toMatchObject([{ name: 'AppArtifact', revisionId }]);
  });

  test('may receive calls from an event handler', () => {
    const reported: string[] = [];
    let ids = 0;
    const codepipeline = createCodePipeline({
      now: () => 0,
      id: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
      emit: ({ detail }) => {
        reported.push(`${detail.action ?? detail.stage ?? 'pipeline'} ${detail.state}`);
        if (detail.action !== 'App' || detail.state !== 'STARTED') return;
        codepipeline.call('StopPipelineExecution', {
          pipelineName: 'shop',
          pipelineExecutionId: detail['execution-id'],
          abandon: true,
        });
      },
    });
    codepipeline.declare(shop());
    codepipeline.call('StartPipelineExecution', { name: 'shop' });
    expect(reported).toEqual([
      'pipeline STARTED',
      'Source STARTED',
      'App STARTED',
      'pipeline STOPPING',
      'Source STOPPING',
      'App ABANDONED',
      'Source STOPPED',
      'pipeline STOPPED',
    ]);
  });
});

describe('actions', () => {
  const tests = (outcomes: { state: 'Failed' }[] = []): WrittenPipeline => ({
    name: 'shop',
    stages: [
      source,
      {
        name: 'Test',
        actions: [
          { name: 'Unit', provider: 'CodeBuild', takes: '10s', outcomes },
          { name: 'Browser', provider: 'CodeBuild', takes: '1m' },
          { name: 'Report', provider: 'Lambda', runOrder: 2 },
        ],
      },
      { name: 'Deploy', actions: [{ name: 'Site', provider: 'ECS' }] },
    ],
  });

  test('of one run order run in parallel, and the next order starts after all of them', () => {
    const rig = createRig(tests());
    rig.start('shop');
    rig.wait('3s');
    rig.milestone();
    rig.wait('10s');
    expect(rig.milestone()).toEqual(['action Test/Unit SUCCEEDED']);
    rig.wait('50s');
    expect(rig.milestone()).toEqual(['action Test/Browser SUCCEEDED', 'action Test/Report STARTED']);
  });

  test('in progress finish after a parallel failure before the stage fails', () => {
    const rig = createRig(tests([{ state: 'Failed' }]));
    const id = rig.start('shop');
    rig.wait('13s');
    expect(rig.milestone().at(-1)).toBe('action Test/Unit FAILED');
    expect(statuses(rig, id)).toEqual(['InProgress']);
    rig.wait('1h');
    expect(rig.milestone()).toEqual(['action Test/Browser SUCCEEDED', 'stage Test FAILED', 'pipeline FAILED']);
    expect(statuses(rig, id)).toEqual(['Failed']);
  });

  test('use one outcome per run and succeed after the last one', () => {
    const rig = createRig(shop());
    rig.codepipeline.outcome('shop', 'Build', 'Compile', { state: 'Failed', takes: '1s' });
    rig.codepipeline.outcome('shop', 'Build', 'Compile', {
      state: 'Failed',
      message: 'no space left',
      code: 'Full',
      takes: '1s',
    });
    const ids = [1, 2, 3].map(() => {
      const id = rig.start('shop');
      rig.wait('1h');
      return id;
    });
    expect(statuses(rig, ...ids)).toEqual(['Failed', 'Failed', 'Succeeded']);
    const summaries = rig.events
      .filter(({ detail }) => detail.action === 'Compile' && detail.state === 'FAILED')
      .map(({ detail }) => detail['execution-result']);
    expect(summaries).toMatchObject([
      { 'external-execution-summary': 'Build terminated with state: FAILED', 'error-code': 'JobFailed' },
      { 'external-execution-summary': 'no space left', 'error-code': 'Full' },
    ]);
  });

  test('fail at their time limit', () => {
    const pipeline = shop();
    pipeline.stages[1] = {
      name: 'Build',
      actions: [{ name: 'Compile', provider: 'CodeBuild', takes: '1h', timeoutInMinutes: 5 }],
    };
    const rig = createRig(pipeline);
    rig.start('shop');
    rig.wait('303s');
    expect(rig.milestone().at(-1)).toBe('pipeline FAILED');
  });
});

describe('in SUPERSEDED mode', () => {
  test('a stage holds one execution, and a newer execution supersedes a waiting one', () => {
    const rig = createRig(shop());
    const first = rig.start('shop');
    rig.wait('3s');
    const second = rig.start('shop');
    rig.wait('3s');
    expect(rig.summary(second).at(-1)).toBe('stage Source SUCCEEDED');
    const third = rig.start('shop');
    rig.wait('3s');

    expect(statuses(rig, first, second, third)).toEqual(['InProgress', 'Superseded', 'InProgress']);
    expect(rig.summary(second).at(-1)).toBe('pipeline SUPERSEDED');
    rig.wait('1h');
    expect(statuses(rig, first, second, third)).toEqual(['Succeeded', 'Superseded', 'Succeeded']);
  });
});

describe('a snapshot', () => {
  test('shows every execution in every stage, newest first', () => {
    const rig = createRig(shop());
    const began = rig.now();
    const first = rig.start('shop');
    rig.wait('3s');
    const second = rig.start('shop');
    rig.wait('3s');
    const [pipeline] = rig.codepipeline.snapshot();
    expect(pipeline).toMatchObject({ name: 'shop', mode: 'SUPERSEDED', account: '123456789012', version: 1 });
    expect(pipeline?.stages).toEqual([
      {
        name: 'Source',
        transition: { enabled: true },
        inbound: [],
        actions: [{ name: 'App', category: 'Source', provider: 'CodeStarSourceConnection' }],
      },
      {
        name: 'Build',
        transition: { enabled: true },
        inbound: [second],
        actions: [{ name: 'Compile', category: 'Build', provider: 'CodeBuild' }],
      },
      {
        name: 'Deploy',
        transition: { enabled: true },
        inbound: [],
        actions: [{ name: 'Site', category: 'Deploy', provider: 'CodeDeploy' }],
      },
    ]);
    expect(pipeline?.executions.map(({ id }) => id)).toEqual([second, first]);
    expect(pipeline?.executions.map(({ stages }) => stages.map(({ status }) => status))).toEqual([
      ['Succeeded', 'Waiting', 'NotStarted'],
      ['Succeeded', 'InProgress', 'NotStarted'],
    ]);
    expect(pipeline?.executions[1]).toMatchObject({
      status: 'InProgress',
      attempt: 1,
      startedAt: began,
      updatedAt: began + 3000,
      trigger: { type: 'StartPipelineExecution' },
      type: 'STANDARD',
    });
    expect(pipeline?.executions[1]?.stages.map(({ actions }) => actions[0])).toMatchObject([
      { name: 'App', status: 'Succeeded', startedAt: began, endedAt: began + 3000 },
      { name: 'Compile', category: 'Build', provider: 'CodeBuild', status: 'InProgress', startedAt: began + 3000 },
      { name: 'Site', status: 'NotStarted' },
    ]);
    expect(pipeline?.executions[0]?.updatedAt).toBe(began + 6000);
    expect(JSON.parse(JSON.stringify(pipeline))).toEqual(pipeline);
  });
});

test('a pipeline can be declared only once', () => {
  expect(() => createRig(shop(), shop())).toThrow('There is a pipeline shop already');
});

describe('in QUEUED mode', () => {
  test('all executions wait in order and none is superseded', () => {
    const rig = createRig(shop({ mode: 'QUEUED' }));
    const ids = [rig.start('shop'), rig.start('shop'), rig.start('shop')];
    rig.wait('9s');
    const [, build] = rig.codepipeline.snapshot()[0]?.stages ?? [];
    expect(build?.inbound).toEqual(ids.slice(1));
    rig.wait('1h');
    expect(statuses(rig, ...ids)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    const ends = rig.events.filter(({ detail }) => detail.state === 'SUCCEEDED' && !detail.stage);
    expect(ends.map(({ detail }) => detail['execution-id'])).toEqual(ids);
  });
});

describe('in PARALLEL mode', () => {
  test('executions share stages and pass closed transitions', () => {
    const rig = createRig(shop({ mode: 'PARALLEL' }));
    rig.call('DisableStageTransition', {
      pipelineName: 'shop',
      stageName: 'Build',
      transitionType: 'Inbound',
      reason: 'freeze',
    });
    const ids = [rig.start('shop'), rig.start('shop')];
    rig.wait('3s');
    expect(ids.map((id) => rig.summary(id).at(-1))).toEqual([
      'action Build/Compile STARTED',
      'action Build/Compile STARTED',
    ]);
    rig.wait('1h');
    expect(statuses(rig, ...ids)).toEqual(['Succeeded', 'Succeeded']);
  });

  test('the pipeline state is empty', () => {
    const rig = createRig(shop({ mode: 'PARALLEL' }));
    rig.start('shop');
    expect(rig.call('GetPipelineState', { name: 'shop' })).toMatchObject({ pipelineName: 'shop', stageStates: [] });
  });
});

describe('a closed transition', () => {
  const gate = (reason?: string) => ({ pipelineName: 'shop', stageName: 'Deploy', transitionType: 'Inbound', reason });
  const deployState = (rig: ReturnType<typeof createRig>) =>
    rig.call('GetPipelineState', { name: 'shop' }).stageStates?.find((stage) => stage.stageName === 'Deploy');

  test('holds the next execution until it opens', () => {
    const rig = createRig(shop());
    rig.call('DisableStageTransition', gate('Frozen by alice (INC-42)'), 'arn:aws:iam::123456789012:user/alice');
    const id = rig.start('shop');
    rig.wait('1h');
    expect(deployState(rig)).toMatchObject({
      inboundExecution: { pipelineExecutionId: id, status: 'InProgress' },
      inboundExecutions: [{ pipelineExecutionId: id, status: 'InProgress', type: 'STANDARD' }],
      inboundTransitionState: {
        enabled: false,
        disabledReason: 'Frozen by alice (INC-42)',
        lastChangedBy: 'arn:aws:iam::123456789012:user/alice',
        lastChangedAt: Date.parse('2026-03-02T09:00:00.250Z') / 1000,
      },
    });
    rig.milestone();
    rig.call('EnableStageTransition', gate());
    expect(rig.milestone()).toEqual(['stage Deploy STARTED', 'action Deploy/Site STARTED']);
    expect(deployState(rig)?.inboundExecutions).toBeUndefined();
  });

  test('admits only the latest execution, after the others were superseded', () => {
    const rig = createRig(shop());
    rig.call('DisableStageTransition', gate('freeze'));
    const ids = [1, 2, 3].map(() => {
      const id = rig.start('shop');
      rig.wait('1h');
      return id;
    });
    expect(statuses(rig, ...ids)).toEqual(['Superseded', 'Superseded', 'InProgress']);
    rig.call('EnableStageTransition', gate());
    rig.wait('1h');
    expect(statuses(rig, ...ids)).toEqual(['Superseded', 'Superseded', 'Succeeded']);
  });

  test('does not affect an execution that already entered', () => {
    const rig = createRig(shop());
    const id = rig.start('shop');
    rig.wait('64s');
    rig.call('DisableStageTransition', gate('freeze'));
    rig.wait('1h');
    expect(statuses(rig, id)).toEqual(['Succeeded']);
  });

  test('may be declared, or closed as the outbound transition of the previous stage', () => {
    const declared = shop();
    declared.stages[2] = { name: 'Deploy', disabled: 'not yet', actions: [{ name: 'Site', provider: 'ECS' }] };
    expect(deployState(createRig(declared))?.inboundTransitionState).toMatchObject({
      enabled: false,
      disabledReason: 'not yet',
    });
    const rig = createRig(shop());
    rig.call('DisableStageTransition', { ...gate('freeze'), stageName: 'Build', transitionType: 'Outbound' });
    expect(deployState(rig)?.inboundTransitionState?.enabled).toBe(false);
    expect(() => rig.call('DisableStageTransition', { ...gate('freeze'), transitionType: 'Outbound' })).toThrow(
      'Nothing comes after',
    );
  });

  test('no longer admits a waiting execution after thirty days', () => {
    const rig = createRig(shop());
    rig.call('DisableStageTransition', gate('freeze'));
    const old = rig.start('shop');
    rig.wait('721h');
    rig.call('EnableStageTransition', gate());
    rig.wait('1h');
    expect(statuses(rig, old)).toEqual(['InProgress']);
    const fresh = rig.start('shop');
    rig.wait('1h');
    expect(statuses(rig, old, fresh)).toEqual(['Superseded', 'Succeeded']);
  });

  test('accepts a reason of at most three hundred characters', () => {
    const rig = createRig(shop());
    rig.call('DisableStageTransition', gate('x'.repeat(300)));
    expect(() => rig.call('DisableStageTransition', gate('x'.repeat(301)))).toThrow('less than or equal to 300');
  });

  test('may be opened twice, without effect on an execution that waits for a busy stage', () => {
    const slow = shop();
    slow.stages[2] = { name: 'Deploy', actions: [{ name: 'Ask', provider: 'Manual', timeoutInMinutes: 86_400 }] };
    const rig = createRig(slow);
    rig.call('EnableStageTransition', gate());
    const first = rig.start('shop');
    rig.wait('1h');
    const second = rig.start('shop');
    rig.wait('960h');
    rig.call('EnableStageTransition', gate());
    rig.call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: first, abandon: true });
    expect(rig.summary(second).at(-1)).toBe('action Deploy/Ask STARTED');
  });

  test.each(['Frozen by alice: INC-42', 'deploy_freeze', 'a/b', 'no, wait', "it's", 'two\nlines', 'größer', ''])(
    'refuses the reason %j',
    (reason) => {
      const rig = createRig(shop());
      expect(() => rig.call('DisableStageTransition', gate(reason))).toThrow(
        expect.objectContaining({ name: 'ValidationException', message: expect.stringContaining("at 'reason'") }),
      );
      expect(deployState(rig)?.inboundTransitionState?.enabled).toBe(true);
    },
  );
});
