import { failureReason } from '../../core/execution/failure-reason.ts';
import type { FailureSummary } from '../../core/execution/summary.ts';
import { shorten } from '../../core/text/shorten.ts';
import { firstLine, plain, prose } from './text.ts';

/** Why something failed. A diagnosis sets names as code in its own sentences. What others wrote is shown as written: a
 *  person's comment, and an error message that is the cause as it is. */
export function reason(failure: FailureSummary, statusSummary: string | undefined, limit: number): string {
  const text = shorten(failureReason(failure, statusSummary), limit);
  return isOurs(failure) ? prose(text, limit) : plain(text, limit);
}

/** Its first line. */
export function shortReason(failure: FailureSummary, statusSummary: string | undefined, limit: number): string {
  const text = shorten(firstLine(failureReason(failure, statusSummary)), limit);
  return isOurs(failure) ? prose(text, limit) : plain(text, limit);
}

function isOurs({ diagnosis, category, message, summary }: FailureSummary): boolean {
  if (diagnosis === undefined || category === 'Approval') return false;
  return ![message, summary].some((text) => text?.includes(diagnosis.cause));
}
