import { named, type Surroundings } from './surroundings.ts';

/** Approvals in the console of CodePipeline. */

export const CONSOLE = 'arn:aws:sts::123456789012:assumed-role/Developer/jo';

interface Answer {
  type: 'approve' | 'reject';
  pipeline: string;
  execution: string;
  stage: string;
  action: string;
  comment?: string;
}

/** Answers with the token of the waiting approval. In PARALLEL mode only the list of actions has it.
 *  @throws when no approval waits there */
export function answerInConsole(answer: Answer, around: Surroundings): void {
  const { pipeline, stage, action, comment } = answer;
  const pipelineExecutionId = named(answer.execution, around);
  const { actionExecutionDetails = [] } = around.codepipeline.call('ListActionExecutions', {
    pipelineName: pipeline,
    filter: { pipelineExecutionId },
  }) as Listed;
  const waiting = actionExecutionDetails.find((one) => one.actionName === action && one.status === 'InProgress');
  const token = waiting?.output?.executionResult?.externalExecutionId;
  if (token === undefined) throw new Error(`No approval waits at ${stage}/${action}.`);
  const status = answer.type === 'approve' ? 'Approved' : 'Rejected';
  const result = { status, summary: comment ?? '' };
  around.codepipeline.call(
    'PutApprovalResult',
    { pipelineName: pipeline, stageName: stage, actionName: action, token, result },
    CONSOLE,
  );
}

interface Listed {
  actionExecutionDetails?: {
    actionName?: string;
    status?: string;
    output?: { executionResult?: { externalExecutionId?: string } };
  }[];
}
