import { contentHash } from '../base/content-hash.ts';
import { failureReason } from '../execution/failure-reason.ts';
import { place } from '../execution/headline.ts';
import type { FailureSummary, Summary } from '../execution/summary.ts';
import { fingerprintOf } from '../retry/failure-fingerprint.ts';

/** Equal for failures with one cause in one place. A rejection is about its own execution, so it equals no other. */
export function reasonOf(summary: Summary): string {
  const causes = summary.failures.map((failure) => causeOf(failure, summary));
  return contentHash([...new Set(causes.length > 0 ? causes : [summary.statusSummary ?? ''])].sort());
}

function causeOf(failure: FailureSummary, { executionId, statusSummary }: Summary): string {
  const { stage, action, category, provider, diagnosis } = failure;
  const where = place(stage, action);
  if (category === 'Approval') return `${where}|${executionId}`;
  const because = failureReason(failure, statusSummary);
  // Two unknown failures differ only in the cause that people read.
  const read = fingerprintOf({ class: diagnosis?.class ?? 'unknown', because }, provider);
  return `${where}|${read}|${diagnosis ? fingerprintOf(diagnosis, provider) : ''}`;
}
