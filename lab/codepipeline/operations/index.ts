import type { Input, Operation, Output } from '../api.ts';
import type { Context } from '../model.ts';
import { ListActionExecutions, ListDeployActionExecutionTargets } from './actions.ts';
import { PutApprovalResult } from './approval.ts';
import { ListRuleExecutions, OverrideStageCondition } from './condition.ts';
import { GetPipelineExecution, ListPipelineExecutions } from './executions.ts';
import { RetryStageExecution } from './retry.ts';
import { RollbackStage } from './rollback.ts';
import { StartPipelineExecution } from './start.ts';
import { GetPipelineState } from './state.ts';
import { StopPipelineExecution } from './stop.ts';
import { GetPipeline, ListPipelines, ListTagsForResource } from './structure.ts';
import { DisableStageTransition, EnableStageTransition } from './transition.ts';

export const operations: {
  [O in Operation]: (context: Context, input: Input<O>, caller: string) => Output<O>;
} = {
  GetPipelineState,
  GetPipelineExecution,
  ListActionExecutions,
  ListPipelineExecutions,
  PutApprovalResult,
  RetryStageExecution,
  EnableStageTransition,
  DisableStageTransition,
  StartPipelineExecution,
  StopPipelineExecution,
  RollbackStage,
  OverrideStageCondition,
  ListDeployActionExecutionTargets,
  ListRuleExecutions,
  GetPipeline,
  ListPipelines,
  ListTagsForResource,
};
