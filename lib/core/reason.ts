import type { Failure } from './story.ts';

/** The text that says most of what went wrong. */
export function reasonOf(failure: Failure, statusSummary?: string): string {
  const { message, summary, code, action } = failure;
  if (message && message !== summary) return summary && message.length < summary.length ? summary : message;
  return summary ?? message ?? (action ? code : statusSummary) ?? 'No reason was given.';
}

/** Somebody's name out of the ARN they acted with. */
export function personOf(arn: string): string {
  return arn.startsWith('arn:') ? (arn.split('/').at(-1) ?? arn) : arn;
}
