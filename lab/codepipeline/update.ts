import { cutShort } from './action.ts';
import { settle } from './flow.ts';
import { activeRun, type Context, inProgress, isOver, type Pipeline } from './model.ts';

/**
 * The structure was edited: executions under way are cancelled, waiting ones at once and others when their actions have
 * ended. An open approval is waiting, not working. PARALLEL executions run on.
 */
export function updatePipeline(context: Context, pipeline: Pipeline): void {
  pipeline.version += 1;
  pipeline.updated = context.at;
  if (pipeline.declaration.mode === 'PARALLEL') return;
  for (const execution of pipeline.executions) {
    if (isOver(execution)) continue;
    execution.outdated = true;
    const run = activeRun(execution);
    for (const one of run ? inProgress(run) : []) {
      if (one.action.category === 'Approval') cutShort(context, one, 'CANCELED');
    }
  }
  settle(context, pipeline);
}
