import type { FailureClass } from '../../core/execution/diagnosis.ts';
import type { FailureSummary } from '../../core/execution/summary.ts';
import { plain } from './text.ts';

/** What kind of failure it is, whether trying again may help, and what to do: one line, or none when nothing is known. */
export function advice({ diagnosis }: FailureSummary): string[] {
  if (!diagnosis) return [];
  const parts = [
    inWords[diagnosis.class],
    diagnosis.retryable ? 'may pass when tried again' : '',
    diagnosis.hint ? plain(diagnosis.hint, 220) : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? [`→ ${parts.join(' · ')}`] : [];
}

const inWords: Record<FailureClass, string> = {
  'transient-infra': 'a fault on the way',
  throttling: 'too many requests',
  capacity: 'no capacity',
  permission: 'a missing permission',
  configuration: 'the configuration',
  'code-or-test': 'the code or a test',
  source: 'the source',
  timeout: 'out of time',
  'manual-rejection': '',
  unknown: '',
};
