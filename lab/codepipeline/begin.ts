import { pipelineEvent } from './events.ts';
import type { Commit, Context, Execution, Pipeline, Trigger } from './model.ts';

interface Reason {
  trigger: Trigger;
  commit: Commit;
  overrides?: Map<string, Commit>;
  variables?: { name: string; value: string }[];
  rollbackOf?: Execution;
}

/** A new execution, so far nowhere. */
export function begin(context: Context, pipeline: Pipeline, reason: Reason): Execution {
  const execution: Execution = {
    id: context.id(),
    pipeline,
    version: pipeline.version,
    status: 'InProgress',
    attempt: 1,
    startedAt: context.at,
    updatedAt: context.at,
    variables: pipeline.declaration.variables.map(({ name, defaultValue }) => ({ name, value: defaultValue })),
    overrides: new Map(),
    ...reason,
    runs: [],
  };
  pipeline.executions.push(execution);
  context.tell(pipelineEvent(context, execution, 'STARTED'));
  return execution;
}
