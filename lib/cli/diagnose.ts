import { readFile } from 'node:fs/promises';
import { readPolicy } from '../config/policy-file.ts';
import { diagnoseWords, type InWords } from '../diagnosis/from-text.ts';
import { compilePatterns } from '../policy/pattern/failure-pattern.ts';
import { diagnoseBatch } from './diagnose-batch.ts';
import { asJson } from './diagnose-json.ts';
import { printable } from './printable.ts';
import { Misuse } from './refusal.ts';

export interface DiagnoseOptions {
  provider?: string;
  category?: string;
  code?: string;
  message?: string;
  log?: string;
  jsonl?: string;
  policy: string;
  json: boolean;
}

/** Classifies a failure from its text alone, without a call to AWS. */
export async function diagnose(options: DiagnoseOptions): Promise<string | { text: string; isYes: boolean }> {
  const { provider, category, code, message, log, jsonl, policy, json } = options;
  if (provider === undefined && jsonl === undefined)
    throw new Misuse("diagnose needs --provider, by CodePipeline's name: CodeBuild, ECS, …");
  if (provider !== undefined && jsonl !== undefined)
    throw new Misuse('diagnose takes --provider or --jsonl, not both: each line of the file names its own provider.');
  const signatures = compilePatterns((await readPolicy(policy)).policy.signatures);
  if (jsonl !== undefined)
    return diagnoseBatch(await readFile(jsonl === '-' ? '/dev/stdin' : jsonl, 'utf8'), signatures);
  const lines = log === undefined ? [] : (await readFile(log, 'utf8')).split('\n');
  const found = diagnoseWords({ provider: provider ?? '', category, code, message, log: lines, signatures });
  return json ? JSON.stringify(asJson(found), null, 2) : inSentences(found);
}

function inSentences({ class: kind, retryable, because, cause, evidence, hint }: InWords): string {
  const again = retryable ? 'a retry may succeed' : 'not retryable';
  return [`${kind}, ${again}`, cause, because, ...(hint ? [hint] : []), ...evidence.map((line) => `  | ${line}`)]
    .filter(Boolean)
    .map(printable)
    .join('\n');
}
