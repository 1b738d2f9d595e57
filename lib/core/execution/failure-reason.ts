import type { FailureSummary, Summary } from './summary.ts';

export function failureReason(failure: FailureSummary, statusSummary?: string): string {
  const { message, summary, code, action, diagnosis } = failure;
  if (diagnosis) return diagnosis.cause;
  if (message && message !== summary) return summary && message.length < summary.length ? summary : message;
  return summary ?? message ?? (action ? code : statusSummary) ?? 'No reason was given.';
}

export function personOf(arn: string): string {
  return arn.startsWith('arn:') ? (arn.split('/').at(-1) ?? arn) : arn;
}

/** Empty if a change started it, because the change has its own text. */
export function startedBy(summary: Summary): string {
  const { startedFor = [] } = summary;
  const ordered = startedFor.map(({ act, user, name }) => `${acts[act]} by ${name ?? user}`);
  const isOurs = startedFor.some(({ act }) => act !== 'retry');
  return [isOurs ? '' : startedAtAws(summary), ...ordered].filter((part) => part !== '').join(', ');
}

const acts = { release: 'released', retry: 'retried', rollback: 'rolled back' } as const;

function startedAtAws({ trigger, change }: Summary): string {
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
