import { readPolicy } from '../config/policy-file.ts';
import { readText } from '../config/text-file.ts';
import { diagnoseWords, type InWords } from '../diagnosis/from-text.ts';
import { providerNames } from '../diagnosis/provider-names.ts';
import { compilePatterns } from '../policy/pattern/failure-pattern.ts';
import { asJson, diagnoseBatch } from './diagnose-batch.ts';
import { printable } from './printable.ts';
import { Misuse, unknownWord } from './refusal.ts';

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
export async function diagnose(
  rest: string[],
  options: DiagnoseOptions,
): Promise<string | { text: string; isYes: boolean }> {
  if (rest.length > 0) throw new Misuse('diagnose takes options only.');
  const { provider, category, code, message, log, jsonl, policy, json } = options;
  if (provider === undefined && jsonl === undefined)
    throw new Misuse("diagnose needs --provider, by CodePipeline's name: CodeBuild, ECS, …");
  if (provider !== undefined && jsonl !== undefined)
    throw new Misuse('diagnose takes --provider or --jsonl, not both: each line of the file names its own provider.');
  const known = providerNames.find((name) => name.toLowerCase() === provider?.toLowerCase());
  if (known !== undefined && known !== provider)
    throw unknownWord(`provider "${provider}"`, `; did you mean "${known}"?`);
  const signatures = compilePatterns((await readPolicy(policy)).policy.signatures);
  if (jsonl !== undefined) return diagnoseBatch(await readText(jsonl, 'lenient'), signatures);
  const lines = log === undefined ? [] : (await readText(log, 'lenient')).split('\n');
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
