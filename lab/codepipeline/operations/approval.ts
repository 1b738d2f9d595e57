import { finishAction } from '../action.ts';
import { type Input, type Output, seconds } from '../api.ts';
import { answer } from '../approval.ts';
import { AwsError } from '../errors.ts';
import { findPipeline, findStage } from '../find.ts';
import { settle } from '../flow.ts';
import type { ActionRun, Context, Stage } from '../model.ts';

export function PutApprovalResult(
  context: Context,
  input: Input<'PutApprovalResult'>,
  caller: string,
): Output<'PutApprovalResult'> {
  const pipeline = findPipeline(context, input.pipelineName);
  const stage = findStage(pipeline, input.stageName);
  const action = stage.actions.find((each) => each.name === input.actionName);
  if (!action)
    throw new AwsError('ActionNotFoundException', `Stage '${stage.name}' has no action '${input.actionName}'`);
  const asked = pipeline.executions
    .flatMap((execution) => execution.runs)
    .flatMap((run) => run.actions)
    .find((one) => one.action === action && tokenOf(one) === input.token);
  assertOpen(asked, stage, input.token);

  const { status, summary } = input.result;
  asked.by = caller;
  // A comment replaces the name, so an event with a comment does not name the person.
  const words = summary || `${status} by ${caller}`;
  finishAction(context, asked, answer(input.token, status === 'Approved' ? 'Succeeded' : 'Failed', words));
  settle(context, pipeline);
  return { approvedAt: seconds(context.at) };
}

/** Other actions have uuids for external ids too. */
function tokenOf({ action, ending }: ActionRun): string | undefined {
  return action.category === 'Approval' ? ending.externalExecutionId : undefined;
}

function assertOpen(asked: ActionRun | undefined, stage: Stage, token: string): asserts asked is ActionRun {
  if (asked?.status === 'InProgress') return;
  if (asked?.by) {
    throw new AwsError(
      'ApprovalAlreadyCompletedException',
      'The approval action has already been approved or rejected.',
    );
  }
  throw new AwsError(
    'InvalidApprovalTokenException',
    `Approval token '${token}' either does not exist or is not the correct token for the action or ${stage.name} stage.`,
  );
}
