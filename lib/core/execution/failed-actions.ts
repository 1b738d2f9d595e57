import type { FailedAction } from './diagnosis.ts';
import { type Execution, inOrder, type PipelineState } from './facts.ts';
import { type Action, isFailing, type Stage, stagesOf } from './stages.ts';

const MOST = 8;

/** Key of one run of an action, or of a stage that failed without a failed action. */
export function runKey(stage: Pick<Stage, 'name' | 'attempt'>, action: Run | undefined): string {
  if (action === undefined) return `${stage.name}/${stage.attempt === undefined ? '' : `@${stage.attempt}`}`;
  return `${stage.name}/${action.name}@${action.runId ?? action.at}`;
}

type Run = Pick<Action, 'name' | 'runId'> & { at?: number };

/** Failures to diagnose. A person's rejection is not one. */
export function failedActions(
  execution: Execution,
  state: PipelineState = 'FAILED',
): { run: string; failed: FailedAction }[] {
  const { ref, about } = execution;
  const all = stagesOf(inOrder(execution), about.stages ?? [], state);
  const stages = all.filter((stage) => stage.state === 'FAILED' || isFailing(stage));
  return stages
    .flatMap((stage) => {
      const failed = stage.actions.filter((action) => action.state === 'FAILED');
      if (failed.length === 0) return [{ run: runKey(stage, undefined), failed: condition(execution, stage) }];
      const technical = failed.filter((action) => action.category !== 'Approval');
      return technical.map((action) => ({ run: runKey(stage, action), failed: failedAction(ref, stage, action) }));
    })
    .slice(0, MOST);
}

function failedAction(ref: Execution['ref'], stage: Stage, action: Action): FailedAction {
  const { name, provider = '', region, configuration = {}, at, category, runId, startedAt } = action;
  const { summary, url, externalId, code, message, logStream } = action;
  return {
    ...ref,
    stage: stage.name,
    action: name,
    provider,
    region: region ?? ref.region,
    configuration,
    category,
    runId,
    startedAt,
    endedAt: at,
    summary,
    url,
    externalId,
    code,
    message,
    logStream,
  };
}

function condition({ ref, about }: Execution, { name }: Stage): FailedAction {
  const summary = about.statusSummary;
  return { ...ref, stage: name, action: '', provider: 'StageCondition', configuration: {}, summary };
}
