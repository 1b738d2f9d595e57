import { classWords } from '../../core/execution/messages.ts';
import type { FailureSummary } from '../../core/execution/summary.ts';
import { RETRY_MAY_SUCCEED } from './execution-messages.ts';
import { plain } from './text.ts';

/** @returns at most one line: failure class, whether a retry may succeed, and the hint */
export function advice({ diagnosis }: FailureSummary): string[] {
  if (!diagnosis) return [];
  const parts = [
    classWords[diagnosis.class],
    diagnosis.retryable ? RETRY_MAY_SUCCEED : '',
    diagnosis.hint ? plain(diagnosis.hint, 220) : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? [`→ ${parts.join(' · ')}`] : [];
}
