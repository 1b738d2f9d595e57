import type {
  ActionExecutionDetail,
  StageState as ListedStage,
  PipelineExecutionStatus,
  PipelineExecutionSummary,
  StageExecutionStatus,
} from '@aws-sdk/client-codepipeline';
import type {
  ActionFact,
  ActionState,
  ExecutionDetails,
  Fact,
  PipelineState,
  StageState,
} from '../../core/execution/facts.ts';
import { sourceRevision } from './source-revision.ts';
import { cut, LONGEST_URL, redacted, redactedReason, wholeSecond } from './text.ts';

/** Maps records of the API to the terms of events. The API spells `Cancelled`, events spell `CANCELED`. */

export function actionFacts(listed: ActionExecutionDetail): Fact[] {
  const { actionTypeId: type, region } = listed.input ?? {};
  const common = {
    type: 'action',
    stage: listed.stageName ?? '',
    action: listed.actionName ?? '',
    runId: listed.actionExecutionId,
    category: type?.category,
    provider: type?.provider,
    region,
    startedAt: wholeSecond(listed.startTime) || undefined,
  } as const;
  const started: ActionFact = { ...common, state: 'STARTED', at: wholeSecond(listed.startTime) };
  const state = actionState[listed.status ?? 'InProgress'];
  if (!state) return [started];
  return [started, { ...common, state, at: wholeSecond(listed.lastUpdateTime), result: resultOf(listed) }];
}

/** Other configuration keys are dropped, because they may hold secrets. */
const naming = new Set([
  'ActionMode',
  'Application',
  'ApplicationName',
  'BatchEnabled',
  'BucketName',
  'ChangeSetName',
  'ClusterName',
  'ConfigurationProfile',
  'ConnectionArn',
  'DeploymentGroupName',
  'Environment',
  'EnvironmentName',
  'FullRepositoryId',
  'FunctionName',
  'OperationPreferences',
  'ProductId',
  'ProjectName',
  'RepositoryName',
  'S3Bucket',
  'ServiceName',
  'StackName',
  'StackSetName',
  'StateMachineArn',
]);

export function namesIn({ input }: ActionExecutionDetail): Record<string, string> {
  const configuration = input?.resolvedConfiguration ?? input?.configuration ?? {};
  const kept = Object.entries(configuration).filter(([key]) => naming.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, cut(value, 300) ?? '']));
}

function resultOf(listed: ActionExecutionDetail): ActionFact['result'] {
  const { output, updatedBy } = listed;
  const { externalExecutionSummary, externalExecutionUrl, externalExecutionId, errorDetails, logStreamARN } =
    output?.executionResult ?? {};
  return {
    summary: redactedReason(externalExecutionSummary, 1000),
    url: redacted(externalExecutionUrl, LONGEST_URL),
    externalId: externalExecutionId,
    code: errorDetails?.code,
    message: redactedReason(errorDetails?.message, 2000),
    logStream: logStreamARN,
    updatedBy,
    configuration: namesIn(listed),
  };
}

/** @param attempt the attempt known so far; the API does not give it */
export function executionFacts(listed: PipelineExecutionSummary, attempt: number): Fact[] {
  const began = wholeSecond(listed.startTime);
  const started: Fact[] = began
    ? [{ type: 'pipeline', state: 'STARTED', at: began, attempt: 1, startedAt: began }]
    : [];
  const state = pipelineState[listed.status ?? 'InProgress'];
  if (!state) return started;
  const at = wholeSecond(listed.lastUpdateTime);
  const stopReason = redacted(listed.stopTrigger?.reason, 300);
  return [...started, { type: 'pipeline', state, at, attempt, stopReason }];
}

export function executionAbout(listed: PipelineExecutionSummary): ExecutionDetails {
  const { trigger, executionMode, executionType, rollbackMetadata, statusSummary, sourceRevisions = [] } = listed;
  return {
    began: listed.startTime?.getTime(),
    mode: executionMode,
    executionType,
    rollbackOf: rollbackMetadata?.rollbackTargetPipelineExecutionId,
    statusSummary: redactedReason(statusSummary, 500),
    ...(trigger?.triggerType
      ? { trigger: { type: trigger.triggerType, detail: redacted(trigger.triggerDetail, 300) } }
      : {}),
    sources: Object.fromEntries(
      sourceRevisions.map(({ actionName, revisionId, revisionSummary, revisionUrl }) => [
        actionName ?? '',
        sourceRevision(revisionId, revisionSummary, revisionUrl),
      ]),
    ),
  };
}

/** The API gives no time for a stage: take that of its last action, or of the execution if no action ran. */
export function stageFacts(
  stages: ListedStage[],
  executionId: string,
  attempt: number,
  actions: Fact[],
  execution: Fact[],
): Fact[] {
  return stages
    .filter((stage) => stage.latestExecution?.pipelineExecutionId === executionId)
    .flatMap(({ stageName = '', latestExecution }): Fact[] => {
      const state = stageState[latestExecution?.status ?? 'InProgress'];
      if (!state) return [];
      const own = actions.filter((fact) => fact.type === 'action' && fact.stage === stageName);
      const at = Math.max(...(own.length > 0 ? own : execution).map((fact) => fact.at));
      return [{ type: 'stage', stage: stageName, state, at, attempt }];
    });
}

/** Failures in a row before this execution. Executions that neither failed nor succeeded do not end the series. */
export function failuresBefore(listed: PipelineExecutionSummary[], executionId: string): ExecutionDetails['before'] {
  const earlier = earlierThan(executionId, listed);
  const success = earlier.findIndex((summary) => summary.status === 'Succeeded');
  const row = earlier.slice(0, success < 0 ? earlier.length : success);
  const failed = row.filter((summary) => summary.status === 'Failed');
  const since = Math.min(...failed.map((summary) => wholeSecond(summary.lastUpdateTime)));
  const asOf = Math.max(...listed.map((summary) => wholeSecond(summary.lastUpdateTime)));
  return failed.length > 0 ? [asOf, failed.length, since] : undefined;
}

/** Whether the success before it was a roll-back: failures of other stages may still be open. */
export function followsRollback(listed: PipelineExecutionSummary[], executionId: string): true | undefined {
  const success = earlierThan(executionId, listed).find(({ status }) => status === 'Succeeded');
  return success?.executionType === 'ROLLBACK' || undefined;
}

/** Newest first. Of two that began at one instant the failed one counts as newer, so that a success still ends it. */
function earlierThan(executionId: string, listed: PipelineExecutionSummary[]): PipelineExecutionSummary[] {
  const me = listed.find((summary) => summary.pipelineExecutionId === executionId);
  const hasFailed = ({ status }: PipelineExecutionSummary) => Number(status === 'Failed');
  return listed
    .filter((summary) => me && startOf(summary) < startOf(me))
    .sort((a, b) => startOf(b) - startOf(a) || hasFailed(b) - hasFailed(a));
}

function startOf({ startTime }: PipelineExecutionSummary): number {
  return startTime?.getTime() ?? 0;
}

/** @returns when the newest execution began, if it is newer; undefined also when this execution is not listed */
export function overtakenAt(listed: PipelineExecutionSummary[], executionId: string): number | undefined {
  const me = listed.find((summary) => summary.pipelineExecutionId === executionId);
  const newest = Math.max(0, ...listed.map(startOf));
  return me && newest > startOf(me) ? newest : undefined;
}

const actionState: Record<string, ActionState | undefined> = {
  Succeeded: 'SUCCEEDED',
  Failed: 'FAILED',
  Abandoned: 'ABANDONED',
};
const stageState: Partial<Record<StageExecutionStatus, StageState>> = {
  Succeeded: 'SUCCEEDED',
  Failed: 'FAILED',
  Stopped: 'STOPPED',
  Cancelled: 'CANCELED',
};
const pipelineState: Partial<Record<PipelineExecutionStatus, PipelineState>> = {
  Succeeded: 'SUCCEEDED',
  Failed: 'FAILED',
  Stopped: 'STOPPED',
  Stopping: 'STOPPING',
  Cancelled: 'CANCELED',
  Superseded: 'SUPERSEDED',
};
