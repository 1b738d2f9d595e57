import * as z from 'zod/mini';
import { diagnoseWords, type InWords } from '../diagnosis/from-text.ts';
import type { FailurePattern } from '../policy/pattern/failure-pattern.ts';

const Text = z.optional(z.nullable(z.string()));
const Case = z.object({
  id: z.optional(z.union([z.string(), z.number()])),
  provider: z.string(),
  category: Text,
  code: Text,
  message: Text,
  log: z.optional(z.nullable(z.union([z.string(), z.array(z.string())]))),
});

/** Reads one failure per line and prints one answer per line, in the same order. For an unreadable line its error is
 *  printed in its place, so that the other answers are not lost, and the exit code is 1. */
export function diagnoseBatch(text: string, signatures: readonly FailurePattern[]): { text: string; isYes: boolean } {
  const lines = text.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [{ line, number: at + 1 }]));
  const answers = lines.map(({ line, number }) => answer(line, number, signatures));
  return {
    text: answers.map((each) => JSON.stringify(each)).join('\n'),
    isYes: !answers.some((each) => 'error' in each),
  };
}

function answer(line: string, number: number, signatures: readonly FailurePattern[]) {
  const read = Case.safeParse(parsed(line));
  if (!read.success) return { ...idOf(line, number), error: 'This line is not a JSON object with a provider.' };
  const { id, provider, category, code, message, log } = read.data;
  const words = { provider, category: category ?? undefined, code: code ?? undefined, message: message ?? undefined };
  const written = typeof log === 'string' ? log.split('\n') : (log ?? []);
  const { class: kind, ...rest } = asJson(diagnoseWords({ ...words, log: written, signatures }));
  return { id: id ?? number, class: kind, ...rest };
}

function idOf(line: string, number: number): { id: string | number } {
  const id = z.object({ id: z.union([z.string(), z.number()]) }).safeParse(parsed(line));
  return { id: id.success ? id.data.id : number };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Shape of a diagnosis in the output of `--json` and `--jsonl`. */
export function asJson({ class: kind, retryable, because, cause, line, evidence, hint }: InWords) {
  return { class: kind, retryable, because, headline: cause, line, evidence, ...(hint ? { hint } : {}) };
}
