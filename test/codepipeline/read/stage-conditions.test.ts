import type { StageConditionState, StageState } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import { conditionsIn, currentCondition } from '../../../lib/codepipeline/read/stage-conditions.ts';

const ME = '94fb261b-65d0-41ba-bea3-b08420e9b5e7';
const OTHER = '00000000-65d0-41ba-bea3-b08420e9b5e7';
const at = new Date('2026-11-22T10:00:00Z');

type Status = 'InProgress' | 'Failed' | 'Errored' | 'Succeeded' | 'Overridden';

function condition(status: Status, message = 'The alarm is on'): StageConditionState {
  const rule = status === 'Errored' ? 'Failed' : status === 'Overridden' ? 'Abandoned' : status;
  return {
    latestExecution: { status },
    conditionStates: [
      {
        latestExecution: { status, lastStatusChange: at },
        ruleStates: [
          { ruleName: 'good', latestExecution: { status: 'Succeeded', summary: 'Fine' } },
          { ruleName: 'alarm', latestExecution: { status: rule, errorDetails: { message } } },
        ],
      },
    ],
  };
}

function prod(
  status: NonNullable<StageState['latestExecution']>['status'],
  more: Partial<StageState> = {},
): StageState {
  return { stageName: 'Prod', latestExecution: { pipelineExecutionId: ME, status }, ...more };
}

const failedAction = { actionStates: [{ actionName: 'a', latestExecution: { status: 'Failed' as const } }] };

describe('the condition of a stage', () => {
  it.each([
    ['BEFORE_ENTRY', 'beforeEntryConditionState'],
    ['ON_SUCCESS', 'onSuccessConditionState'],
    ['ON_FAILURE', 'onFailureConditionState'],
  ])('%s holds the stage while its rules run', (type, field) => {
    expect(conditionsIn([prod('InProgress', { [field]: condition('InProgress') })], ME)).toEqual([
      {
        stage: 'Prod',
        type,
        state: 'waits',
        rules: [{ name: 'alarm', message: 'The alarm is on' }],
        message: undefined,
      },
    ]);
  });

  it('holds an execution in front of the stage too', () => {
    const stage = prod('Succeeded', {
      latestExecution: { pipelineExecutionId: OTHER, status: 'Succeeded' },
      inboundExecutions: [{ pipelineExecutionId: ME, status: 'InProgress' }],
      beforeEntryConditionState: condition('InProgress'),
    });
    expect(conditionsIn([stage], ME)).toMatchObject([{ type: 'BEFORE_ENTRY', state: 'waits' }]);
    expect(conditionsIn([stage], OTHER)).toEqual([]);
  });

  it.each(['Failed', 'Errored'] as const)('that is %s makes the stage fail', (status) => {
    expect(currentCondition(prod('Failed', { beforeEntryConditionState: condition(status) }))).toMatchObject({
      type: 'BEFORE_ENTRY',
      state: 'failed',
      executionId: ME,
      since: at.getTime(),
    });
  });

  it('that was overridden or met does not make the stage fail', () => {
    for (const status of ['Overridden', 'Succeeded'] as const) {
      expect(conditionsIn([prod('Failed', { beforeEntryConditionState: condition(status) })], ME)).toEqual([]);
    }
  });

  it('of success that failed for an earlier execution does not explain a failed action, or a running stage', () => {
    const stale = { onSuccessConditionState: condition('Failed') };
    expect(conditionsIn([prod('Failed', { ...stale, ...failedAction })], ME)).toEqual([]);
    expect(conditionsIn([prod('InProgress', stale)], ME)).toEqual([]);
    expect(conditionsIn([prod('Succeeded', stale)], ME)).toEqual([]);
    expect(conditionsIn([prod('Failed', stale)], ME)).toMatchObject([{ type: 'ON_SUCCESS' }]);
  });

  it('of failure is shown beside the failed action', () => {
    const stage = prod('Failed', { ...failedAction, onFailureConditionState: condition('Failed') });
    expect(conditionsIn([stage], ME)).toMatchObject([{ type: 'ON_FAILURE', state: 'failed' }]);
  });

  it('of another execution is not shown', () => {
    expect(conditionsIn([prod('InProgress', { beforeEntryConditionState: condition('InProgress') })], OTHER)).toEqual(
      [],
    );
  });

  it('has texts without secrets', () => {
    const secret = 'aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    const [found] = conditionsIn([prod('Failed', { beforeEntryConditionState: condition('Failed', secret) })], ME);
    expect(JSON.stringify(found)).not.toContain('wJalr');
  });
});
