import { readFile } from 'node:fs/promises';
import { classify } from '../diagnosis/classify.ts';
import { relevantLines } from '../diagnosis/log-lines.ts';
import { present } from '../diagnosis/present.ts';
import { compileSignatures } from '../policy/signature.ts';
import { readPolicy } from '../policy-file.ts';
import { printable } from './printable.ts';
import { Misuse } from './refusal.ts';

export interface DiagnoseOptions {
  provider?: string | undefined;
  code?: string | undefined;
  message?: string | undefined;
  log?: string | undefined;
  policy: string;
  json: boolean;
}

/** What Signalbox would make of a failure: its class, whether trying again may help, and the lines that prove it.
 *  Nothing is asked of AWS. */
export async function diagnose({ provider, code, message, log, policy, json }: DiagnoseOptions): Promise<string> {
  if (provider === undefined)
    throw new Misuse('diagnose needs --provider, as CodePipeline names it: CodeBuild, ECS, …');
  const {
    policy: { signatures },
  } = await readPolicy(policy);
  const lines = log === undefined ? [] : relevantLines((await readFile(log, 'utf8')).split('\n'), {});
  const judgement = classify({
    provider,
    ...(code === undefined ? {} : { code }),
    message: message ?? '',
    lines,
    signatures: compileSignatures(signatures),
  });
  const finding = { cause: message ?? lines[0] ?? code ?? '', codes: [], evidence: lines, links: [] };
  const { class: kind, retryable, because, evidence, hint } = present({}, finding, judgement, []);
  if (json) return JSON.stringify({ class: kind, retryable, because, evidence, ...(hint ? { hint } : {}) }, null, 2);
  const again = retryable ? 'may pass when tried again' : 'not retryable';
  const words = [`${kind}, ${again}`, because, ...(hint ? [hint] : []), ...evidence.map((line) => `  | ${line}`)];
  return words.map(printable).join('\n');
}
