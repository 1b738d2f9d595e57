import type { SourceRevisionOverride } from '@aws-sdk/client-codepipeline';
import type { Operation } from '../../core/command/shared-state.ts';
import type { RevisionType } from '../../core/command/types.ts';
import {
  type ConditionType,
  conditionName,
  rulesInWords,
  type StageCondition,
} from '../../core/execution/stage-condition.ts';
import type { Source } from './source-overrides.ts';

type Stage = { stage: string; pipeline: string };

const acts: Record<Operation['type'], string> = {
  release: 'start the execution',
  stop: 'stop the execution',
  retry: 'retry the stage',
  rollback: 'roll the stage back',
  'override-condition': 'override the condition',
};

export function refusedByAws(what: Operation['type'], why: string): string {
  return `AWS refused to ${acts[what]}: ${why}`;
}

export function released(
  pipeline: string,
  executionId: string,
  revisions: SourceRevisionOverride[] = [],
  variables: Record<string, string> = {},
) {
  const at = revisions.map(({ revisionValue = '' }) => shortRevision(revisionValue)).join(' and ');
  const terms = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const what = `${pipeline}${at && ` at ${at}`}${terms.length > 0 ? ` with ${terms.join(', ')}` : ''}`;
  return { announcement: `released ${what}`, answer: `Released ${what}: execution ${executionId} started.` };
}

function shortRevision(revision: string): string {
  return revision.startsWith('sha256:')
    ? revision.slice(0, 19)
    : revision.slice(0, /^[0-9a-f]+$/.test(revision) ? 8 : 40);
}

const revisionNames: Record<RevisionType, string> = {
  commit: 'a commit',
  image: 'an image digest',
  object: 'a version of an S3 object',
};

function listed(sources: Source[]): string {
  return sources.map(({ name, provider }) => `${name} (${provider})`).join(', ');
}

export function noSourceFor(pipeline: string, type: RevisionType, name: string | undefined, sources: Source[]): string {
  const which = name === undefined ? 'No source' : `No source ${name}`;
  return `${which} of ${pipeline} takes ${revisionNames[type]}. Its sources: ${listed(sources)}.`;
}

export function severalSources(pipeline: string, type: RevisionType, sources: Source[]): string {
  const names = sources.map(({ name }) => `source ${name}`).join(' or ');
  return `Several sources of ${pipeline} take ${revisionNames[type]}. Add ${names} to the command.`;
}

export function severalCommits(commit: string): string {
  return `Several commits begin with ${commit}. Write more of it.`;
}

export function unknownCommit(pipeline: string, commit: string): string {
  return `No recent execution of ${pipeline} fetched a commit that begins with ${commit}. Write the whole commit id.`;
}

export function sourcesDiffer(pipeline: string, from: Stage, sources: Source[]): string {
  return `What runs in ${from.stage} of ${from.pipeline} does not give a revision for each source of ${pipeline}: ${listed(sources)}.`;
}

export function unknownStage({ stage, pipeline }: Stage, names: string[]): string {
  const known = names.length > 0 ? ` Its stages: ${names.join(', ')}.` : '';
  return `${pipeline} has no stage ${stage}.${known}`;
}

export function noSuccessIn({ stage, pipeline }: Stage): string {
  return `No execution of ${pipeline} has succeeded in ${stage}.`;
}

export function noVariables(pipeline: string, unknown: string[], known: string[]): string {
  const has = known.length > 0 ? `Its variables: ${known.join(', ')}.` : 'It has no variables.';
  return `${pipeline} has no variable ${unknown.join(', ')}. ${has}`;
}

export function stopped(pipeline: string, executionId: string, reason: string) {
  return {
    announcement: `asked CodePipeline to stop execution ${executionId.slice(0, 8)} of ${pipeline}: ${reason}`,
    answer: `Execution ${executionId} of ${pipeline} stops when its running actions have ended. An approval that waits is one of them: reject it to stop now.`,
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

export const alreadyStopped = 'The execution is stopping already, or was stopped.';

export function notFailedNow({ stage, pipeline }: Stage): string {
  return `Nothing in ${stage} of ${pipeline} is failed now.`;
}

export function failedSince({ stage, pipeline }: Stage): string {
  return `${stage} of ${pipeline} failed again after your command. Look at the new failure first.`;
}

export function alreadyRolledBack({ stage, pipeline }: Stage): string {
  return `${stage} of ${pipeline} was rolled back a moment ago.`;
}

const notDone = {
  retry: 'The older one is not retried.',
  rollback: 'Nothing was rolled back.',
  'override-condition': 'No condition was overridden.',
} as const;

export function newerExecution({ stage, pipeline }: Stage, what: keyof typeof notDone): string {
  return `A newer execution has entered ${stage} of ${pipeline}. ${notDone[what]}`;
}

export function noRollbackTarget({ stage, pipeline }: Stage): string {
  return `No earlier execution succeeded in ${stage} of ${pipeline}, so there is nothing to roll back to.`;
}

export function overridden(
  { stage, pipeline }: Stage,
  type: ConditionType,
  executionId: string,
  condition: Pick<StageCondition, 'rules' | 'message'> | undefined,
  reason: string | undefined,
) {
  const rules = condition ? rulesInWords(condition) : '';
  const what = `the ${conditionName(type)} of ${stage} of ${pipeline}${rules === '' ? '' : ` (${rules})`}`;
  return {
    announcement: `overrode ${what} for execution ${executionId.slice(0, 8)}${reason === undefined ? '' : `: ${reason}`}`,
    answer: `Overrode ${what}. Execution ${executionId} goes on.`,
  };
}

export function alreadyOverridden(type: ConditionType): string {
  return `The ${conditionName(type)} was already overridden.`;
}

export function noConditionNow({ stage, pipeline }: Stage, type: ConditionType): string {
  return `The ${conditionName(type)} of ${stage} of ${pipeline} no longer holds this execution.`;
}

export function conditionFailedSince({ stage, pipeline }: Stage, type: ConditionType, mayBeDone: boolean): string {
  const failed = `The ${conditionName(type)} of ${stage} of ${pipeline} failed after your command. Look at the failure first.`;
  return mayBeDone ? `${failed} It may have been overridden before: see the AWS console.` : nothingDone(failed);
}

export const retriedByOther = 'Another retry was faster.';
export const executionUnknown = 'CodePipeline no longer knows this execution.';

export function awsDoesNotRetry(why: string): string {
  return `CodePipeline does not retry it: ${why}`;
}
