import type { FailureSummary, Summary } from './summary.ts';

/** The text that says most of what went wrong. */
export function failureReason(failure: FailureSummary, statusSummary?: string): string {
  const { message, summary, code, action, diagnosis } = failure;
  if (diagnosis) return diagnosis.cause;
  if (message && message !== summary) return summary && message.length < summary.length ? summary : message;
  return summary ?? message ?? (action ? code : statusSummary) ?? 'No reason was given.';
}

/** Somebody's name out of the ARN they acted with. */
export function personOf(arn: string): string {
  return arn.startsWith('arn:') ? (arn.split('/').at(-1) ?? arn) : arn;
}

/** Who or what started it, in words that fit behind a dot; empty when a change did, which is told by itself. */
export function startedBy({ trigger, change }: Summary): string {
  const who = trigger?.detail ? ` by ${personOf(trigger.detail)}` : '';
  switch (trigger?.type) {
    case undefined:
      return '';
    case 'StartPipelineExecution':
      return `started by hand${who}`;
    case 'ManualRollback':
      return `rolled back by hand${who}`;
    case 'AutomatedRollback':
      return 'rolled back by CodePipeline';
    case 'CreatePipeline':
      return 'started because the pipeline was created';
    default:
      // Webhook, WebhookV2, CloudWatchEvent, PollForSourceChanges, PutActionRevision: a source changed.
      return change ? '' : 'started by a change';
  }
}
