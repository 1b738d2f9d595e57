import { failureReason } from '../../core/execution/failure-reason.ts';
import type { FailureSummary } from '../../core/execution/summary.ts';
import { shorten } from '../../core/text/shorten.ts';
import { firstLine, plain, prose } from './text.ts';

/** A diagnosis marks names as code. Text from others is shown as written, even when it is the cause itself. */
export function reason(failure: FailureSummary, statusSummary: string | undefined, limit: number): string {
  const text = shorten(failureReason(failure, statusSummary), limit);
  return isOurs(failure) ? prose(text, limit) : plain(text, limit);
}

export function shortReason(failure: FailureSummary, statusSummary: string | undefined, limit: number): string {
  const text = shorten(firstLine(failureReason(failure, statusSummary)), limit);
  return isOurs(failure) ? prose(text, limit) : plain(text, limit);
}

function isOurs({ diagnosis, category, message, summary }: FailureSummary): boolean {
  if (diagnosis === undefined || category === 'Approval') return false;
  return ![message, summary].some((text) => text?.includes(diagnosis.cause));
}
