import { beforeEach, describe, expect, test } from 'vitest';
import type { Outcome, WrittenPipeline } from '../../../lab/codepipeline/declare.ts';
import { createRig, type Rig } from '../../../lab/codepipeline/rig.ts';

/** Commands of people, in one file because each command is tested with the same failing or waiting pipeline. */

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';
const ALICE = 'arn:aws:iam::123456789012:user/alice';

function shop(mode: WrittenPipeline['mode'] = 'SUPERSEDED'): WrittenPipeline {
  return {
    name: 'shop',
    mode,
    variables: [{ name: 'Env', defaultValue: 'test' }],
    stages: [
      { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection' }] },
      {
        name: 'Build',
        actions: [
          { name: 'Compile', provider: 'CodeBuild', takes: '1m' },
          { name: 'Lint', provider: 'CodeBuild', takes: '10s' },
          { name: 'Package', provider: 'CodeBuild', takes: '10s', runOrder: 2 },
        ],
      },
      { name: 'Deploy', actions: [{ name: 'Site', provider: 'CodeDeploy', takes: '2m' }] },
    ],
  };
}

let rig: Rig;
beforeEach(() => {
  rig = createRig(shop());
});

const refusal = (name: string) => expect.objectContaining({ name });
const statusOf = (id: string) =>
  rig.call('GetPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: id }).pipelineExecution?.status;
const fails = (action: string, outcome: Partial<Outcome> = {}) =>
  rig.codepipeline.outcome('shop', 'Build', action, { state: 'Failed', ...outcome });
const runs = (id: string) =>
  rig
    .call('ListActionExecutions', { pipelineName: 'shop', filter: { pipelineExecutionId: id } })
    .actionExecutionDetails?.map(({ actionName, status }) => `${actionName} ${status}`)
    .reverse();

describe('stopping', () => {
  const stop = (pipelineExecutionId: string, more: object = {}) =>
    rig.call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId, ...more });

  test('waits for the actions in progress and starts no others', () => {
    const id = rig.start('shop');
    rig.wait('4s');
    rig.milestone();
    stop(id, { reason: 'Wrong branch' });
    expect(rig.milestone()).toEqual(['pipeline STOPPING', 'stage Build STOPPING']);
    expect(rig.events.at(-2)?.detail['stop-execution-comments']).toBe('Wrong branch');
    expect(statusOf(id)).toBe('Stopping');
    rig.wait('1h');
    expect(rig.milestone()).toEqual([
      'action Build/Lint SUCCEEDED',
      'action Build/Compile SUCCEEDED',
      'stage Build STOPPED',
      'pipeline STOPPED',
    ]);
    expect(statusOf(id)).toBe('Stopped');
    expect(rig.call('ListPipelineExecutions', { pipelineName: 'shop' }).pipelineExecutionSummaries).toMatchObject([
      { pipelineExecutionId: id, status: 'Stopped', stopTrigger: { reason: 'Wrong branch' } },
    ]);
  });

  test('may abandon the actions in progress', () => {
    const id = rig.start('shop');
    rig.wait('3s');
    rig.milestone();
    stop(id, { abandon: true });
    expect(rig.milestone()).toEqual([
      'pipeline STOPPING',
      'stage Build STOPPING',
      'action Build/Compile ABANDONED',
      'action Build/Lint ABANDONED',
      'stage Build STOPPED',
      'pipeline STOPPED',
    ]);
    expect(runs(id)).toEqual(['App Succeeded', 'Compile Abandoned', 'Lint Abandoned']);
    rig.wait('1h');
    expect(rig.milestone()).toEqual([]);
  });

  test('may change from waiting to abandoning, and is refused the second time and afterwards', () => {
    const id = rig.start('shop');
    stop(id);
    expect(() => stop(id)).toThrow(refusal('DuplicatedStopRequestException'));
    rig.milestone();
    stop(id, { abandon: true });
    expect(rig.milestone()).toEqual(['action Source/App ABANDONED', 'stage Source STOPPED', 'pipeline STOPPED']);
    expect(() => stop(id)).toThrow(refusal('PipelineExecutionNotStoppableException'));
    expect(() => stop(UNKNOWN_ID)).toThrow(refusal('PipelineExecutionNotStoppableException'));
  });

  test('ends a waiting execution permanently', () => {
    rig.call('DisableStageTransition', {
      pipelineName: 'shop',
      stageName: 'Deploy',
      transitionType: 'Inbound',
      reason: 'freeze',
    });
    const id = rig.start('shop');
    rig.wait('1h');
    rig.milestone();
    stop(id);
    expect(rig.milestone()).toEqual(['pipeline STOPPING', 'pipeline STOPPED']);
    rig.call('EnableStageTransition', { pipelineName: 'shop', stageName: 'Deploy', transitionType: 'Inbound' });
    expect(rig.milestone()).toEqual([]);
    for (const stageName of ['Build', 'Deploy']) {
      expect(() =>
        rig.call('RetryStageExecution', {
          pipelineName: 'shop',
          stageName,
          pipelineExecutionId: id,
          retryMode: 'ALL_ACTIONS',
        }),
      ).toThrow(refusal('StageNotRetryableException'));
    }
  });

  test('lets the next execution enter the stage', () => {
    const first = rig.start('shop');
    rig.wait('3s');
    const second = rig.start('shop');
    rig.wait('3s');
    stop(first, { abandon: true });
    expect(rig.summary(second).slice(-3)).toEqual([
      'stage Build STARTED',
      'action Build/Compile STARTED',
      'action Build/Lint STARTED',
    ]);
  });
});

describe('retrying', () => {
  const retry = (pipelineExecutionId: string, retryMode = 'FAILED_ACTIONS', stageName = 'Build') =>
    rig.call('RetryStageExecution', { pipelineName: 'shop', stageName, pipelineExecutionId, retryMode });

  function failedBuild(): string {
    fails('Lint');
    const id = rig.start('shop');
    rig.wait('1h');
    expect(statusOf(id)).toBe('Failed');
    rig.milestone();
    return id;
  }

  test('failed actions runs only those again, and continues the same execution', () => {
    const id = failedBuild();
    expect(retry(id)).toEqual({ pipelineExecutionId: id });
    expect(rig.milestone()).toEqual(['pipeline RESUMED', 'stage Build RESUMED', 'action Build/Lint STARTED']);
    expect(statusOf(id)).toBe('InProgress');
    rig.wait('1h');
    expect(statusOf(id)).toBe('Succeeded');
    expect(runs(id)).toEqual([
      'App Succeeded',
      'Compile Succeeded',
      'Lint Failed',
      'Lint Succeeded',
      'Package Succeeded',
      'Site Succeeded',
    ]);
    const stages = rig.events.slice(-12).filter(({ detail }) => detail.stage && !detail.action);
    expect(stages.map(({ detail }) => [detail.state, detail['pipeline-execution-attempt']])).toEqual([
      ['RESUMED', 2],
      ['SUCCEEDED', 2],
      ['STARTED', 2],
      ['SUCCEEDED', 2],
    ]);
    const retriedAt = '2026-03-02T10:00:00.250Z';
    expect(stages.every(({ detail }) => detail['stage-last-retry-attempt-time'] === retriedAt)).toBe(true);
    expect(rig.call('GetPipelineState', { name: 'shop' }).stageStates?.[1]).toMatchObject({
      retryStageMetadata: { manualStageRetryAttempt: 1, latestRetryTrigger: 'ManualStageRetry' },
    });
  });

  test('all actions starts the stage again', () => {
    const id = failedBuild();
    retry(id, 'ALL_ACTIONS');
    expect(rig.milestone()).toEqual([
      'pipeline RESUMED',
      'stage Build RESUMED',
      'action Build/Compile STARTED',
      'action Build/Lint STARTED',
    ]);
    const latest = (startTimeRange: string) =>
      rig.call('ListActionExecutions', {
        pipelineName: 'shop',
        filter: { latestInPipelineExecution: { pipelineExecutionId: id, startTimeRange } },
      }).actionExecutionDetails;
    expect(latest('Latest')?.map((one) => one.actionName)).toEqual(['Lint', 'Compile']);
    expect(latest('All')).toHaveLength(5);
    rig.wait('1h');
    expect(statusOf(id)).toBe('Succeeded');
  });

  test('may fail again and be retried again', () => {
    const id = failedBuild();
    fails('Lint');
    retry(id);
    rig.wait('1h');
    expect(rig.milestone().slice(-2)).toEqual(['stage Build FAILED', 'pipeline FAILED']);
    retry(id);
    expect(rig.events.at(-1)?.detail['pipeline-execution-attempt']).toBe(3);
  });

  test('continues a stopped stage after its finished actions', () => {
    const id = rig.start('shop');
    rig.wait('4s');
    rig.call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: id });
    rig.wait('1h');
    rig.milestone();
    retry(id);
    expect(rig.milestone()).toEqual(['pipeline RESUMED', 'stage Build RESUMED', 'action Build/Package STARTED']);
    rig.wait('1h');
    expect(statusOf(id)).toBe('Succeeded');
  });

  test('runs abandoned actions again', () => {
    const id = rig.start('shop');
    rig.wait('1s');
    rig.call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: id, abandon: true });
    retry(id, 'FAILED_ACTIONS', 'Source');
    rig.wait('1h');
    expect(statusOf(id)).toBe('Succeeded');
  });

  test('is refused if nothing failed', () => {
    const id = rig.start('shop');
    rig.wait('1h');
    expect(() => retry(id)).toThrow(refusal('StageNotRetryableException'));
    expect(() => retry(UNKNOWN_ID)).toThrow(refusal('StageNotRetryableException'));
  });

  test('is refused once a later execution ran in the stage', () => {
    const id = failedBuild();
    rig.start('shop');
    rig.wait('1h');
    expect(() => retry(id)).toThrow(refusal('NotLatestPipelineExecutionException'));
  });

  test('is allowed in PARALLEL mode despite a later execution', () => {
    rig = createRig(shop('PARALLEL'));
    const id = failedBuild();
    rig.start('shop');
    rig.wait('1h');
    expect(retry(id)).toEqual({ pipelineExecutionId: id });
  });

  test('is refused after the structure changed', () => {
    const id = failedBuild();
    rig.codepipeline.update('shop');
    expect(() => retry(id)).toThrow(refusal('StageNotRetryableException'));
  });

  test('twice at once is a conflict', () => {
    const id = failedBuild();
    retry(id);
    expect(() => retry(id)).toThrow(refusal('ConflictException'));
  });

  test('is a conflict while the stage is stopping', () => {
    fails('Lint');
    const id = rig.start('shop');
    rig.wait('20s');
    rig.call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: id });
    expect(() => retry(id)).toThrow(refusal('ConflictException'));
  });

  test('failed actions is allowed beside actions in progress, but not all actions', () => {
    fails('Lint');
    const id = rig.start('shop');
    rig.wait('20s');
    rig.milestone();
    expect(() => retry(id, 'ALL_ACTIONS')).toThrow(refusal('ConflictException'));
    retry(id, 'FAILED_ACTIONS');
    expect(rig.milestone()).toEqual(['pipeline RESUMED', 'stage Build RESUMED', 'action Build/Lint STARTED']);
    rig.wait('1h');
    expect(statusOf(id)).toBe('Succeeded');
  });
});

describe('rolling back', () => {
  const rollback = (targetPipelineExecutionId: string, stageName = 'Deploy') =>
    rig.call('RollbackStage', { pipelineName: 'shop', stageName, targetPipelineExecutionId }, ALICE);
  const commit = (id: string) => ({ id, message: `Change ${id}`, author: 'Ann' });

  function twoReleases(): string {
    const first = rig.codepipeline.push('shop', commit('aaa111'));
    rig.wait('1h');
    rig.codepipeline.push('shop', commit('bbb222'));
    rig.wait('1h');
    rig.milestone();
    return first;
  }

  test('runs the one stage again, as a new execution with the old sources', () => {
    const target = twoReleases();
    const id = rollback(target).pipelineExecutionId ?? '';
    expect(id).not.toBe(target);
    rig.wait('1h');
    expect(rig.milestone()).toEqual([
      'pipeline STARTED',
      'stage Deploy STARTED',
      'action Deploy/Site STARTED',
      'action Deploy/Site SUCCEEDED',
      'stage Deploy SUCCEEDED',
      'pipeline SUCCEEDED',
    ]);
    expect(rig.events.at(-6)?.detail['execution-trigger']).toEqual({
      'trigger-type': 'ManualRollback',
      'trigger-detail': ALICE,
    });
    expect(
      rig.call('GetPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: id }).pipelineExecution,
    ).toMatchObject({
      status: 'Succeeded',
      executionType: 'ROLLBACK',
      rollbackMetadata: { rollbackTargetPipelineExecutionId: target },
      trigger: { triggerType: 'ManualRollback', triggerDetail: ALICE },
      artifactRevisions: [{ name: 'AppArtifact', revisionId: 'aaa111' }],
    });
    expect(rig.call('GetPipelineState', { name: 'shop' }).stageStates?.[2]?.latestExecution).toEqual({
      pipelineExecutionId: id,
      status: 'Succeeded',
      type: 'ROLLBACK',
    });
  });

  test('ends with its stage, and does not start the later ones', () => {
    const target = twoReleases();
    const id = rollback(target, 'Build').pipelineExecutionId ?? '';
    rig.wait('1h');
    expect(rig.summary(id).slice(-2)).toEqual(['stage Build SUCCEEDED', 'pipeline SUCCEEDED']);
    expect(rig.summary(id)).not.toContain('stage Deploy STARTED');
    expect(rig.codepipeline.snapshot()[0]?.executions[0]).toMatchObject({ type: 'ROLLBACK', commit: { id: 'aaa111' } });
  });

  test('has the variables and the artifacts of its target', () => {
    const variables = [{ name: 'Env', value: 'prod' }];
    const target = rig.call('StartPipelineExecution', { name: 'shop', variables }).pipelineExecutionId ?? '';
    rig.wait('1h');
    const pipelineExecutionId = rollback(target).pipelineExecutionId ?? '';
    const { pipelineExecution } = rig.call('GetPipelineExecution', { pipelineName: 'shop', pipelineExecutionId });
    expect(pipelineExecution?.variables).toEqual([{ name: 'Env', resolvedValue: 'prod' }]);
    const [again, before] = rig.events
      .filter(({ detail }) => detail.action === 'Site' && detail.state === 'STARTED')
      .map(({ detail }) => detail['input-artifacts']);
    expect(again).toEqual(before);
  });

  test('works through a closed transition', () => {
    const target = twoReleases();
    rig.call('DisableStageTransition', {
      pipelineName: 'shop',
      stageName: 'Deploy',
      transitionType: 'Inbound',
      reason: 'freeze',
    });
    rollback(target);
    expect(rig.milestone()).toContain('stage Deploy STARTED');
  });

  test('is refused for invalid targets', () => {
    const target = twoReleases();
    fails('Lint');
    const broken = rig.start('shop');
    rig.wait('1h');
    expect(() => rollback(UNKNOWN_ID)).toThrow(refusal('PipelineExecutionNotFoundException'));
    expect(() => rollback(broken)).toThrow('did not succeed in this stage');
    expect(() => rollback(target, 'Source')).toThrow(refusal('UnableToRollbackStageException'));
    const earlier = rollback(target).pipelineExecutionId ?? '';
    expect(() => rollback(target)).toThrow('currently running');
    rig.wait('1h');
    expect(() => rollback(earlier)).toThrow('itself a roll-back');
    rig.codepipeline.update('shop');
    expect(() => rollback(target)).toThrow(refusal('PipelineExecutionOutdatedException'));
  });

  test('is refused in PARALLEL mode', () => {
    rig = createRig(shop('PARALLEL'));
    expect(() => rollback(twoReleases())).toThrow(refusal('UnableToRollbackStageException'));
  });
});

describe('editing the pipeline', () => {
  test('cancels waiting executions at once, and the others when their actions end', () => {
    const first = rig.start('shop');
    rig.wait('3s');
    const second = rig.start('shop');
    rig.wait('3s');
    rig.milestone();
    rig.codepipeline.update('shop');
    expect(rig.milestone()).toEqual(['pipeline CANCELED']);
    expect([statusOf(first), statusOf(second)]).toEqual(['InProgress', 'Cancelled']);
    rig.wait('1h');
    expect(rig.milestone()).toEqual([
      'action Build/Lint SUCCEEDED',
      'action Build/Compile SUCCEEDED',
      'stage Build CANCELED',
      'pipeline CANCELED',
    ]);
    expect(statusOf(first)).toBe('Cancelled');
    expect(rig.events.at(-1)?.detail.version).toBe(1);
    rig.start('shop');
    expect(rig.events.at(-1)?.detail.version).toBe(2);
  });

  test('does not affect PARALLEL executions', () => {
    rig = createRig(shop('PARALLEL'));
    const id = rig.start('shop');
    rig.codepipeline.update('shop');
    rig.wait('1h');
    expect(statusOf(id)).toBe('Succeeded');
  });
});

describe('starting', () => {
  test('twice with one client request token starts one execution', () => {
    const start = (clientRequestToken: string) =>
      rig.call('StartPipelineExecution', { name: 'shop', clientRequestToken }).pipelineExecutionId;
    const id = start('click-1');
    expect(start('click-1')).toBe(id);
    expect(start('click-2')).not.toBe(id);
    expect(rig.events.filter(({ detail }) => detail.state === 'STARTED' && !detail.stage)).toHaveLength(2);
  });

  test('builds the latest commit unless a revision is given', () => {
    rig.codepipeline.push('shop', { id: 'aaa111', message: 'First', author: 'Ann' });
    rig.wait('1h');
    rig.codepipeline.push('shop', { id: 'bbb222', message: 'Second', author: 'Ann' });
    rig.wait('1h');
    const built = (revisionValue?: string) => {
      const sourceRevisions = revisionValue && [{ actionName: 'App', revisionType: 'COMMIT_ID', revisionValue }];
      rig.call('StartPipelineExecution', { name: 'shop', ...(sourceRevisions && { sourceRevisions }) });
      rig.wait('1h');
      const [newest] = rig.call('ListPipelineExecutions', { pipelineName: 'shop' }).pipelineExecutionSummaries ?? [];
      return newest?.sourceRevisions?.[0];
    };
    expect(built()).toMatchObject({ actionName: 'App', revisionId: 'bbb222' });
    expect(built('aaa111')).toMatchObject({
      revisionId: 'aaa111',
      revisionSummary: '{"ProviderType":"GitHub","CommitMessage":"First"}',
    });
    expect(built('ccc333')?.revisionId).toBe('ccc333');
    expect(() =>
      rig.call('StartPipelineExecution', {
        name: 'shop',
        sourceRevisions: [{ actionName: 'Compile', revisionType: 'COMMIT_ID', revisionValue: 'aaa111' }],
      }),
    ).toThrow(refusal('ValidationException'));
  });

  test('keeps its variables and the name of the caller', () => {
    const variables = [{ name: 'Env', value: 'prod' }];
    const { pipelineExecutionId } = rig.call('StartPipelineExecution', { name: 'shop', variables }, ALICE);
    expect(
      rig.call('GetPipelineExecution', { pipelineName: 'shop', pipelineExecutionId }).pipelineExecution,
    ).toMatchObject({
      variables: [{ name: 'Env', resolvedValue: 'prod' }],
      trigger: { triggerType: 'StartPipelineExecution', triggerDetail: ALICE },
      executionMode: 'SUPERSEDED',
      executionType: 'STANDARD',
    });
  });
});
