import { expiry, openApproval } from './approval.ts';
import { type ActionDeclaration, milliseconds } from './declare.ts';
import { actionEvent } from './events.ts';
import type { ActionRun, Context, Ending, StageRun } from './model.ts';
import { report } from './provider.ts';

export function startAction(context: Context, run: StageRun, action: ActionDeclaration): void {
  const started = {
    id: context.id(),
    run,
    action,
    attempt: run.execution.attempt,
    status: 'InProgress' as const,
    startedAt: context.at,
    updatedAt: context.at,
  };
  const one: ActionRun = { ...started, ...willEnd(context, started) };
  run.actions.push(one);
  run.stage.latestActions.set(action.name, one);
  context.tell(actionEvent(context, one, 'STARTED'));
  if (action.category === 'Approval') openApproval(context, one);
}

export function finishAction(context: Context, one: ActionRun, ending: Ending): void {
  one.ending = ending;
  one.status = ending.state;
  one.updatedAt = context.at;
  context.tell(actionEvent(context, one, ending.state === 'Succeeded' ? 'SUCCEEDED' : 'FAILED'));
}

/** Its provider's job, if any, is no longer waited for. The API has one word for both. */
export function cutShort(context: Context, one: ActionRun, state: 'ABANDONED' | 'CANCELED'): void {
  one.status = 'Abandoned';
  one.updatedAt = context.at;
  context.tell(actionEvent(context, one, state));
}

/** The end of an action is fixed when it starts, unless a person interferes. */
function willEnd(context: Context, one: Omit<ActionRun, 'due' | 'ending'>): { due: number; ending: Ending } {
  const { action, run } = one;
  if (action.category === 'Approval') return expiry(context, action);
  const outcome = run.stage.outcomes.get(action.name)?.shift();
  const length = milliseconds(outcome?.takes ?? action.takes);
  const limit = (action.timeoutInMinutes ?? Number.POSITIVE_INFINITY) * 60_000;
  const due = context.at + Math.min(length, limit);
  const unfinished = { ...one, due };
  if (length <= limit) return { due, ending: report(unfinished, context.id(), outcome) };
  const timedOut = {
    state: 'Failed' as const,
    message: `The action did not finish within ${action.timeoutInMinutes} minutes`,
  };
  return { due, ending: report(unfinished, context.id(), timedOut) };
}
