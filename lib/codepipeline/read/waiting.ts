import type { PipelineExecutionSummary, StageState } from '@aws-sdk/client-codepipeline';
import { shortRevision } from '../../core/execution/change.ts';
import type { Waiting } from '../../core/execution/waiting.ts';
import { fetchedBy } from './source-revision.ts';

/** @returns what keeps the execution in front of a stage; empty if it is in front of none */
export function waitingIn(stages: StageState[], executionId: string, listed: PipelineExecutionSummary[]): Waiting {
  const entrance = stages.find(({ inboundExecutions, inboundExecution }) => {
    const inbound = inboundExecutions ?? (inboundExecution ? [inboundExecution] : []);
    return inbound.some(({ pipelineExecutionId }) => pipelineExecutionId === executionId);
  });
  if (!entrance) return {};
  const { stageName: stage, inboundTransitionState, latestExecution, actionStates = [] } = entrance;
  const disabled = inboundTransitionState?.enabled === false ? true : undefined;
  const occupant = latestExecution?.status === 'InProgress' ? latestExecution.pipelineExecutionId : undefined;
  if (occupant === undefined || occupant === executionId) return { stage, disabled };
  const approval = actionStates.find(
    ({ latestExecution: run }) => run?.token !== undefined && run.status === 'InProgress',
  );
  return { stage, disabled, behind: nameOf(occupant, listed), approval: approval?.actionName };
}

function nameOf(executionId: string, listed: PipelineExecutionSummary[]): string {
  const summary = listed.find(({ pipelineExecutionId }) => pipelineExecutionId === executionId);
  const [main] = summary ? fetchedBy(summary) : [];
  return main ? shortRevision(main.revision).slice(0, 20) : executionId.slice(0, 8);
}
