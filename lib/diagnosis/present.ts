import type { Diagnosis, FailedAction } from '../core/execution/diagnosis.ts';
import { redact } from '../core/redact/redact.ts';
import { shorten } from '../core/text/shorten.ts';
import { truncate } from '../core/text/truncate.ts';
import type { Finding } from './provider.ts';

/** Characters. The reason may be one long line. */
const CAUSE = 600;
const LINES = 25;
const LINE = 300;
const EVIDENCE = 2_500;

/** Prepares a finding for output: redacted, and short enough to store and display. */
export function present(
  action: Pick<FailedAction, 'message' | 'summary' | 'code'>,
  finding: Finding | undefined,
  classification: Pick<Diagnosis, 'class' | 'retryable' | 'because' | 'hint'>,
  missing: readonly string[],
): Diagnosis {
  const cause = finding?.cause ?? action.message ?? action.summary ?? action.code ?? 'No reason was given.';
  return {
    cause: oneLine(cause, CAUSE),
    class: classification.class,
    retryable: classification.retryable,
    because: oneLine(classification.because, 300),
    hint: classification.hint === undefined ? undefined : oneLine(classification.hint, 300),
    evidence: evidence(finding?.evidence ?? []),
    links: (finding?.links ?? []).filter(({ url }) => /^https:\/\/\S{1,1000}$/.test(url)).slice(0, 4),
    missing: missing.slice(0, 4).map((what) => oneLine(what, 200)),
  };
}

/** Redacts the lines together, because a key may span several of them. */
function evidence(lines: string[]): string[] {
  if (lines.length === 0) return [];
  const kept: string[] = [];
  let room = EVIDENCE;
  for (const line of redact(lines.join('\n')).split('\n').slice(0, LINES)) {
    const short = truncate(line.trimEnd(), LINE);
    if (short.length > room) break;
    room -= short.length;
    kept.push(short);
  }
  return kept;
}

function oneLine(text: string, limit: number): string {
  return shorten(redact(text).replace(/\s+/g, ' ').trim(), limit);
}
