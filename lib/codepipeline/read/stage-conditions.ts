import type { StageConditionState, StageState } from '@aws-sdk/client-codepipeline';
import type { ConditionType, StageCondition } from '../../core/execution/stage-condition.ts';
import { redactedReason } from './text.ts';

/** The state of a stage keeps the last run of each of its conditions, whichever execution it was for. */
export interface ShownCondition extends StageCondition {
  executionId: string;
  /** The run of its first rule: the others may begin later. */
  run?: string;
  /** Its last change (milliseconds). */
  since?: number;
}

function stateOfCondition(stage: StageState, type: ConditionType): StageConditionState | undefined {
  if (type === 'BEFORE_ENTRY') return stage.beforeEntryConditionState;
  return type === 'ON_SUCCESS' ? stage.onSuccessConditionState : stage.onFailureConditionState;
}

/** @returns the condition that holds the stage, or that made it fail */
export function currentCondition(stage: StageState): ShownCondition | undefined {
  const { latestExecution: { pipelineExecutionId: id, status } = {}, actionStates = [] } = stage;
  const has = (type: ConditionType, ...statuses: string[]) =>
    statuses.includes(stateOfCondition(stage, type)?.latestExecution?.status ?? '');
  if (status === 'InProgress') {
    const type = (['BEFORE_ENTRY', 'ON_SUCCESS', 'ON_FAILURE'] as const).find((one) => has(one, 'InProgress'));
    return type && shown(stage, type, 'waits', id);
  }
  const inbound = stage.inboundExecutions ?? (stage.inboundExecution ? [stage.inboundExecution] : []);
  if (inbound.length > 0 && has('BEFORE_ENTRY', 'InProgress')) {
    return shown(stage, 'BEFORE_ENTRY', 'waits', inbound[0]?.pipelineExecutionId);
  }
  if (status !== 'Failed') return undefined;
  const isFailed = (type: ConditionType) => has(type, 'Failed', 'Errored');
  const actionFailed = actionStates.some(({ latestExecution }) => latestExecution?.status === 'Failed');
  const later = actionFailed ? 'ON_FAILURE' : 'ON_SUCCESS';
  const type = isFailed('BEFORE_ENTRY') ? 'BEFORE_ENTRY' : isFailed(later) ? later : undefined;
  return type && shown(stage, type, 'failed', id);
}

export function conditionsIn(stages: StageState[], executionId: string): StageCondition[] {
  return stages.flatMap((stage) => {
    const condition = currentCondition(stage);
    if (condition?.executionId !== executionId) return [];
    const { executionId: _, run: __, since: ___, ...rest } = condition;
    return [rest];
  });
}

/** A condition as its stage shows it. */
export interface SeenConditions {
  current?: ShownCondition;
  /** The execution in the stage. */
  latest?: string;
  status?: string;
  run?: string;
  since?: number;
}

export function seenConditions(stage: StageState | undefined, type: ConditionType): SeenConditions {
  if (!stage) return {};
  const state = stateOfCondition(stage, type);
  const { latestExecution: { pipelineExecutionId: latest } = {} } = stage;
  const { status } = state?.latestExecution ?? {};
  return { current: currentCondition(stage), latest, status, run: runOf(state), since: changedAt(state) };
}

function runOf(state: StageConditionState | undefined): string | undefined {
  return state?.conditionStates?.[0]?.ruleStates?.[0]?.latestExecution?.ruleExecutionId;
}

function changedAt(state: StageConditionState | undefined): number | undefined {
  const changes = (state?.conditionStates ?? []).flatMap(({ latestExecution, ruleStates = [] }) =>
    [latestExecution, ...ruleStates.map((rule) => rule.latestExecution)].flatMap(
      (run) => run?.lastStatusChange?.getTime() ?? [],
    ),
  );
  return changes.length > 0 ? Math.max(...changes) : undefined;
}

const LONGEST = 300;

function shown(
  stage: StageState,
  type: ConditionType,
  state: StageCondition['state'],
  executionId = '',
): ShownCondition {
  const condition = stateOfCondition(stage, type);
  const rules = (condition?.conditionStates ?? []).flatMap(({ ruleStates = [] }) => ruleStates);
  return {
    stage: stage.stageName ?? '',
    type,
    state,
    executionId,
    run: runOf(condition),
    since: changedAt(condition),
    rules: rules.flatMap(({ ruleName: name = '', latestExecution: run }) =>
      run?.status === 'Succeeded'
        ? []
        : [{ name, message: redactedReason(run?.errorDetails?.message ?? run?.summary, LONGEST) }],
    ),
    message: redactedReason(condition?.latestExecution?.summary, LONGEST),
  };
}
