import type { InWords } from '../diagnosis/from-text.ts';

/** Shape of a diagnosis in the output of `--json` and `--jsonl`. */
export function asJson({ class: kind, retryable, because, cause, line, evidence, hint }: InWords) {
  return { class: kind, retryable, because, headline: cause, line, evidence, ...(hint ? { hint } : {}) };
}
