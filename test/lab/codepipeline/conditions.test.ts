import { describe, expect, it } from 'vitest';
import type { WrittenPipeline } from '../../../lab/codepipeline/declare.ts';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import { createRig, type Rig } from '../../../lab/codepipeline/rig.ts';

/** Stage conditions, as CodePipeline documents them. */

type Stage = WrittenPipeline['stages'][number];
type Rule = NonNullable<Stage['beforeEntry']>['rules'][number];

const hours: Rule = { name: 'hours', provider: 'DeploymentWindow', takes: '10m', says: 'Opens at 09:00' };
const alarm = (outcomes: Rule['outcomes']): Rule => ({ name: 'alarm', provider: 'CloudWatchAlarm', outcomes });
const FAILED = { state: 'Failed' as const, message: 'The alarm is on' };

function shop(prod: Partial<Stage>, mode: WrittenPipeline['mode'] = 'SUPERSEDED'): Rig {
  return createRig({
    name: 'shop',
    mode,
    stages: [
      { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      { name: 'Prod', actions: [{ name: 'Site', provider: 'ECS', takes: '3s' }], ...prod },
    ],
  });
}

function prodOf(rig: Rig) {
  return rig.call('GetPipelineState', { name: 'shop' }).stageStates?.[1];
}

function override(rig: Rig, pipelineExecutionId: string, conditionType = 'BEFORE_ENTRY') {
  rig.call('OverrideStageCondition', { pipelineName: 'shop', stageName: 'Prod', pipelineExecutionId, conditionType });
}

function refusal(act: () => void): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AwsError) return error.name;
    throw error;
  }
  return 'done';
}

const statusOf = (rig: Rig, id: string) =>
  rig.call('GetPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: id }).pipelineExecution?.status;

describe('an entry condition', () => {
  it('holds the stage while its rule runs, without an event, and then starts its actions', () => {
    const rig = shop({ beforeEntry: { rules: [hours] } });
    const id = rig.start('shop');
    rig.wait('2m');
    expect(rig.summary(id).slice(-2)).toEqual(['stage Source SUCCEEDED', 'stage Prod STARTED']);
    expect(prodOf(rig)).toMatchObject({
      latestExecution: { pipelineExecutionId: id, status: 'InProgress' },
      beforeEntryConditionState: {
        latestExecution: { status: 'InProgress' },
        conditionStates: [{ ruleStates: [{ ruleName: 'hours', latestExecution: { summary: 'Opens at 09:00' } }] }],
      },
    });
    rig.wait('10m');
    expect(rig.summary(id).slice(-4)).toEqual([
      'action Prod/Site STARTED',
      'action Prod/Site SUCCEEDED',
      'stage Prod SUCCEEDED',
      'pipeline SUCCEEDED',
    ]);
    expect(prodOf(rig)?.beforeEntryConditionState?.latestExecution?.status).toBe('Succeeded');
  });

  it('that fails ends the stage before any action, and lists its rules', () => {
    const rig = shop({ beforeEntry: { rules: [alarm([FAILED])] } });
    const id = rig.start('shop');
    rig.wait('10s');
    expect(rig.summary(id).slice(-3)).toEqual(['stage Prod STARTED', 'stage Prod FAILED', 'pipeline FAILED']);
    const { ruleExecutionDetails } = rig.call('ListRuleExecutions', {
      pipelineName: 'shop',
      filter: { pipelineExecutionId: id },
    });
    expect(ruleExecutionDetails).toMatchObject([
      {
        stageName: 'Prod',
        ruleName: 'alarm',
        status: 'Failed',
        output: { executionResult: { errorDetails: { message: 'The alarm is on' } } },
      },
    ]);
  });

  it('is evaluated again by a retry', () => {
    const rig = shop({ beforeEntry: { rules: [alarm([FAILED])] } });
    const pipelineExecutionId = rig.start('shop');
    rig.wait('10s');
    const stage = { pipelineName: 'shop', stageName: 'Prod', pipelineExecutionId };
    rig.call('RetryStageExecution', { ...stage, retryMode: 'FAILED_ACTIONS' });
    rig.wait('10s');
    expect(statusOf(rig, pipelineExecutionId)).toBe('Succeeded');
  });

  it('ends with a stopped execution', () => {
    const rig = shop({ beforeEntry: { rules: [hours] } });
    const pipelineExecutionId = rig.start('shop');
    rig.wait('10s');
    rig.call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId, abandon: false });
    expect(statusOf(rig, pipelineExecutionId)).toBe('Stopped');
    expect(prodOf(rig)?.beforeEntryConditionState?.latestExecution?.status).toBe('Abandoned');
    expect(refusal(() => override(rig, pipelineExecutionId))).toBe('ConditionNotOverridableException');
  });

  it('works in PARALLEL mode too, without a state that shows it', () => {
    const rig = shop({ beforeEntry: { rules: [alarm([FAILED])] } }, 'PARALLEL');
    const id = rig.start('shop');
    rig.wait('10s');
    expect(prodOf(rig)).toBeUndefined();
    override(rig, id);
    rig.wait('10s');
    expect(statusOf(rig, id)).toBe('Succeeded');
  });
});

describe('conditions after the actions', () => {
  it('fail a stage in which every action succeeded', () => {
    const rig = shop({ onSuccess: { rules: [alarm([FAILED])] } });
    const id = rig.start('shop');
    rig.wait('10s');
    expect(rig.summary(id).slice(-3)).toEqual(['action Prod/Site SUCCEEDED', 'stage Prod FAILED', 'pipeline FAILED']);
  });

  it.each(['onSuccess', 'onFailure'] as const)('roll the stage back if they are configured so: %s', (when) => {
    const outcomes = when === 'onSuccess' ? [{ state: 'Succeeded' as const }, FAILED] : [FAILED];
    const rig = shop({ [when]: { result: 'ROLLBACK', rules: [alarm(outcomes)] } });
    const good = rig.start('shop');
    rig.wait('20s');
    if (when === 'onFailure') rig.codepipeline.outcome('shop', 'Prod', 'Site', { state: 'Failed' });
    const bad = rig.start('shop');
    rig.wait('20s');
    const [back] = rig.call('ListPipelineExecutions', { pipelineName: 'shop' }).pipelineExecutionSummaries ?? [];
    expect(statusOf(rig, bad)).toBe('Failed');
    expect(back).toMatchObject({
      executionType: 'ROLLBACK',
      status: 'Succeeded',
      trigger: { triggerType: 'AutomatedRollback' },
      rollbackMetadata: { rollbackTargetPipelineExecutionId: good },
    });
  });
});

describe('an override', () => {
  it('lets a waiting stage go on', () => {
    const rig = shop({ beforeEntry: { rules: [hours] } });
    const id = rig.start('shop');
    rig.wait('10s');
    override(rig, id);
    rig.wait('10s');
    expect(statusOf(rig, id)).toBe('Succeeded');
    expect(prodOf(rig)?.beforeEntryConditionState?.latestExecution?.status).toBe('Overridden');
  });

  it('resumes a stage after a failed condition, before and after its actions', () => {
    const rig = shop({
      beforeEntry: { rules: [alarm([FAILED])] },
      onSuccess: { rules: [{ ...alarm([FAILED]), name: 'late' }] },
    });
    const id = rig.start('shop');
    rig.wait('10s');
    override(rig, id);
    expect(rig.summary(id).slice(-3)).toEqual(['pipeline RESUMED', 'stage Prod RESUMED', 'action Prod/Site STARTED']);
    rig.wait('10s');
    expect(statusOf(rig, id)).toBe('Failed');
    override(rig, id, 'ON_SUCCESS');
    expect(rig.summary(id).slice(-2)).toEqual(['stage Prod SUCCEEDED', 'pipeline SUCCEEDED']);
  });

  it('is refused the second time, for an unknown condition, and for an older execution', () => {
    const rig = shop({ beforeEntry: { rules: [alarm([FAILED, FAILED])] } });
    const older = rig.start('shop');
    rig.wait('10s');
    expect(refusal(() => override(rig, older, 'ON_SUCCESS'))).toBe('ConditionNotOverridableException');
    const newer = rig.start('shop');
    rig.wait('10s');
    expect(refusal(() => override(rig, older))).toBe('NotLatestPipelineExecutionException');
    override(rig, newer);
    expect(refusal(() => override(rig, newer))).toBe('ConditionNotOverridableException');
  });
});
