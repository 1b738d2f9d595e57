import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import type { Deployed } from '../../core/where/deployment.ts';
import { deployed } from './deployments.ts';

/** A time in which one deployment ran behind a stage. Instants are milliseconds. */
export interface PastDeployment extends Deployed {
  stage: string;
  since: number;
  /** Absent: it runs there now. */
  until?: number;
  /** The people who approved in the stage, as CodePipeline names them. */
  approvedBy: string[];
}

/** @param executions all that may be a target of a roll-back, newest first
 *  @param succeeded ids of the executions that succeeded in the stage
 *  @param actions of these executions
 *  @returns oldest first */
export function deploymentHistory(
  stage: string,
  executions: PipelineExecutionSummary[],
  succeeded: string[],
  actions: ActionExecutionDetail[],
): PastDeployment[] {
  const listed = { states: [], executions, actions, succeeded: new Map() };
  const found = succeeded
    .map((id) => ({ ...deployed(stage, id, listed), approvedBy: approversIn(stage, id, actions) }))
    .flatMap((one) => (one.since === undefined ? [] : { ...one, stage, since: one.since }))
    .sort((a, b) => a.since - b.since);
  return found.map((one, index) => ({ ...one, until: found[index + 1]?.since }));
}

function approversIn(stage: string, executionId: string, actions: ActionExecutionDetail[]): string[] {
  const approvals = actions.filter(
    (action) =>
      action.stageName === stage &&
      action.pipelineExecutionId === executionId &&
      action.status === 'Succeeded' &&
      action.input?.actionTypeId?.category === 'Approval',
  );
  return [...new Set(approvals.flatMap(({ updatedBy }) => updatedBy ?? []))];
}
