import type { Operation } from '../../core/command/shared-state.ts';

type Stage = { stage: string; pipeline: string };

const acts: Record<Operation['type'], string> = {
  release: 'start the execution',
  stop: 'stop the execution',
  retry: 'retry the stage',
  rollback: 'roll the stage back',
};

export function refusedByAws(what: Operation['type'], why: string): string {
  return `AWS refused to ${acts[what]}: ${why}`;
}

export function released(pipeline: string, executionId: string) {
  return {
    announcement: `released ${pipeline}`,
    answer: `Released ${pipeline}: execution ${executionId} started.`,
  };
}

export function stopped(pipeline: string, executionId: string, reason: string) {
  return {
    announcement: `stopped execution ${executionId.slice(0, 8)} of ${pipeline}: ${reason}`,
    answer: `Execution ${executionId} of ${pipeline} stops when its running actions have ended.`,
  };
}

export function retried({ stage, pipeline }: Stage) {
  return {
    announcement: `retried ${stage} of ${pipeline}`,
    answer: `Retries the failed actions in ${stage} of ${pipeline}.`,
  };
}

export function rolledBack({ stage, pipeline }: Stage, to: string) {
  return {
    announcement: `rolled ${stage} of ${pipeline} back to execution ${to.slice(0, 8)}`,
    answer: `Rolls ${stage} of ${pipeline} back to execution ${to}, the last successful one before.`,
  };
}

export function nothingDone(because: string): string {
  return `${because} Nothing was done.`;
}

export const alreadyStopped = 'The execution was already stopped.';

export function notFailedNow({ stage, pipeline }: Stage): string {
  return `Nothing in ${stage} of ${pipeline} is failed now.`;
}

export function failedSince({ stage, pipeline }: Stage): string {
  return `${stage} of ${pipeline} failed again after your command. Look at the new failure first.`;
}

export function alreadyRolledBack({ stage, pipeline }: Stage): string {
  return `${stage} of ${pipeline} was rolled back a moment ago.`;
}

export function newerExecution({ stage, pipeline }: Stage, what: 'retry' | 'rollback'): string {
  const not = what === 'retry' ? 'The older one is not retried.' : 'Nothing was rolled back.';
  return `A newer execution has entered ${stage} of ${pipeline}. ${not}`;
}

export function noRollbackTarget({ stage, pipeline }: Stage): string {
  return `No earlier execution succeeded in ${stage} of ${pipeline}, so there is nothing to roll back to.`;
}

export const retriedByOther = 'Another retry was faster.';
export const executionUnknown = 'CodePipeline no longer knows this execution.';

export function awsDoesNotRetry(why: string): string {
  return `CodePipeline does not retry it: ${why}`;
}
