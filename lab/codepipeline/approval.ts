import type { ActionDeclaration } from './declare.ts';
import type { ActionRun, Context, Ending } from './model.ts';
import { present } from './present.ts';

/** A manual approval is an action that ends by itself when no answer comes. Its token is its external id. */

const SEVEN_DAYS = 7 * 24 * 60;

export function expiry({ at, id }: Context, action: ActionDeclaration): { due: number; ending: Ending } {
  return {
    due: at + (action.timeoutInMinutes ?? SEVEN_DAYS) * 60_000,
    // AWS's own words for this are not known.
    ending: answer(id(), 'Failed', 'The approval expired before a person answered it'),
  };
}

export function answer(token: string, state: Ending['state'], summary: string): Ending {
  if (state === 'Succeeded') return { state, externalExecutionId: token, summary };
  return { state, externalExecutionId: token, summary, code: 'JobFailed', message: summary };
}

/** Its data in the API while it waits. */
export function tokenShown({ at, lag }: Context, { startedAt, ending }: ActionRun): string | undefined {
  return at < startedAt + lag() ? undefined : ending.externalExecutionId;
}

/** Asks on the topic the action names, in the words AWS uses. */
export function openApproval({ notify }: Context, one: ActionRun): void {
  const { NotificationArn, ExternalEntityLink, CustomData } = one.action.configuration;
  if (!NotificationArn) return;
  const { stage, execution } = one.run;
  const { name, region } = execution.pipeline.declaration;
  const consoleLink = `https://console.aws.amazon.com/codepipeline/home?region=${region}#/view/${name}`;
  const token = one.ending.externalExecutionId;
  const approval = present({
    pipelineName: name,
    stageName: stage.name,
    actionName: one.action.name,
    token,
    // To the minute, which not every ISO parser takes.
    expires: new Date(one.due).toISOString().replace(/:\d\d\.\d+Z$/, 'Z'),
    externalEntityLink: ExternalEntityLink,
    approvalReviewLink: `${consoleLink}/${stage.name}/${one.action.name}/approve/${token}`,
    customData: CustomData,
  });
  notify(NotificationArn, JSON.stringify({ region, consoleLink, approval }));
}
