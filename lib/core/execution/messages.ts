import type { FailureClass } from './diagnosis.ts';

/** Sentences about executions: reasons of reads, causes of failures, starts. Headlines are in headline.ts. */

export const refreshReasons = {
  stages: 'The message also shows the stages that have not started.',
  tags: 'A rule of the policy uses the tags of the pipeline.',
  decided: 'No event names the person who decided this approval.',
  ended: 'The execution ended. CodePipeline has details that the events do not have.',
  quiet: 'No event arrived for too long.',
  idle: 'A stage has started and none of its actions runs. CodePipeline shows the reason.',
  notEntered: 'The next stage has not started. CodePipeline shows the reason.',
  startMissing: 'The event of the start is missing.',
  buttons: 'The buttons must disappear when a newer execution starts.',
  diagnosis: 'Diagnose the failure.',
  diagnosisIncomplete: 'The diagnosis is incomplete: some details could not be read.',
};

export function conditionFailed(rules: string): string {
  return `Not met: ${rules}`;
}

export const NO_REASON = 'CodePipeline gave no reason.';
export const NO_FAILED_ACTION = 'No failed action is reported yet. A condition may have failed.';

const acts = { release: 'released', retry: 'retried', rollback: 'rolled back' } as const;

export function startedForText(act: keyof typeof acts, person: string): string {
  return `${acts[act]} by ${person}`;
}

/** Empty if a change started it, because the change has its own text. */
export function startText(type: string | undefined, person: string | undefined, hasChange: boolean): string {
  const by = person === undefined ? '' : ` by ${person}`;
  switch (type) {
    case undefined:
      return '';
    case 'StartPipelineExecution':
      return `started manually${by}`;
    case 'ManualRollback':
      return `rolled back manually${by}`;
    case 'AutomatedRollback':
      return 'rolled back by CodePipeline';
    case 'CreatePipeline':
      return 'started because the pipeline was created';
    default:
      // Webhook, WebhookV2, CloudWatchEvent, PollForSourceChanges, PutActionRevision: a source changed.
      return hasChange ? '' : 'started by a source change';
  }
}

/** Empty where the headline has the reason, or where there is none. */
export const classWords: Record<FailureClass, string> = {
  'transient-infra': 'transient infrastructure error',
  throttling: 'throttling',
  capacity: 'insufficient capacity',
  permission: 'missing permission',
  configuration: 'configuration error',
  'code-or-test': 'code or test failure',
  source: 'source error',
  timeout: 'timeout',
  'manual-rejection': '',
  unknown: '',
};

/** After "failed". */
export const classCauses: Record<FailureClass, string> = {
  'transient-infra': 'with a transient infrastructure error',
  throttling: 'because of throttling',
  capacity: 'because of insufficient capacity',
  permission: 'because of a missing permission',
  configuration: 'because of its configuration',
  'code-or-test': 'in the code or a test',
  source: 'at the source',
  timeout: 'because of a timeout',
  'manual-rejection': 'because a person rejected it',
  unknown: 'for an unknown reason',
};
