import type { InWords } from '../diagnosis/from-text.ts';

/** A diagnosis as `--json` and `--jsonl` print it. */
export function asJson({ class: kind, retryable, because, cause, line, evidence, hint }: InWords) {
  return { class: kind, retryable, because, headline: cause, line, evidence, ...(hint ? { hint } : {}) };
}
