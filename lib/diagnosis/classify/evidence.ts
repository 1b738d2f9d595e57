import type { Finding } from './finding.ts';
import { leadingError, serviceErrors } from './service-error.ts';

export interface Failure {
  /** CodePipeline's name for it: CodeBuild, Manual, … */
  provider: string;
  category?: string;
  /** CodePipeline's own code: JobFailed, ConfigurationError, … */
  code?: string;
  /** CodePipeline's message or summary. */
  message?: string;
  finding?: Finding;
  /** The log lines that belong to the reason. */
  lines?: string[];
  /** All lines that are displayed; the policy's failure patterns are matched against them too. */
  shown?: string[];
}

/** Codes and text of equal weight. */
export interface Evidence {
  codes: string[];
  text: string;
}

/** Characters read: the beginning of a text, the end of a log. */
const TEXT = 4_000;
const LOG = 20_000;

/** Groups the evidence by source: the provider's records, all statements about the failure (`worded`: with the failed
 *  command), the log. */
export function evidenceOf({
  code,
  message,
  finding,
  lines,
  shown,
}: Failure): Record<'found' | 'stated' | 'worded' | 'logged' | 'shown', Evidence> {
  const worded = [finding?.cause, message].map((text) => plain(text ?? '').slice(0, TEXT));
  const words = worded.map(withoutCommand);
  const stated = words.filter((text) => text !== '').join('\n');
  const log = logText([...(finding?.block ?? finding?.evidence ?? []), ...(lines ?? [])]);
  const codes = [...(finding?.codes ?? []), ...words.flatMap(leadingError), ...serviceErrors(stated)];
  const cause = finding ? (words[0] ?? '') : '';
  return {
    found: { codes: [...(finding?.codes ?? []), ...leadingError(cause), ...serviceErrors(cause)], text: cause },
    stated: { codes: code === undefined ? codes : [...codes, code], text: stated },
    worded: { codes: [], text: worded.filter((text) => text !== '').join('\n') },
    logged: { codes: serviceErrors(log), text: log },
    shown: { codes: [], text: logText([...(finding?.evidence ?? []), ...(shown ?? lines ?? [])]) },
  };
}

/** Names and flags of the failed command are no reason: `curl --max-time 30`, `./check-denied.sh`. */
function withoutCommand(text: string): string {
  return text
    .replace(/\b(?<keep>Error while executing command: )[\s\S]*(?=\. Reason: )/, '$<keep>')
    .replace(/^`[\s\S]{0,200}?`(?= failed\b)/, 'The command');
}

function logText(lines: string[]): string {
  return plain(lines.join('\n')).slice(-LOG).replace(unrelated, '');
}

const sourceProviders = /^(CodeCommit|CodeStarSourceConnection|CodeConnections|GitHub|GitLab|Bitbucket|ECR)\b/i;

export function isAtSource({ provider, category, finding }: Failure): boolean {
  if (category !== undefined && category !== 'Source') return finding?.phase === 'DOWNLOAD_SOURCE';
  return (
    category === 'Source' ||
    sourceProviders.test(provider) ||
    /\bsource\b/i.test(provider) ||
    finding?.phase === 'DOWNLOAD_SOURCE'
  );
}

export function isApproval({ provider, category }: Failure): boolean {
  return category === 'Approval' || (category === undefined && provider === 'Manual');
}

const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g');

/** Remarks about the report itself, which rules would match as remarks about the failure. */
const remarks = [
  /status reason is not available because [^.\n]{0,200}/gi,
  /\bcheck the function to verify that it has permission [^.\n]{0,200}/gi,
  /\b(service call |pull image manifest |ref pull )?has been retried \d+ time\(?s?\)?/gi,
];

/** Log lines about problems that did not stop the run, and what failed beside the cause. `Warning` is also the type of
 *  an event in Kubernetes. A pull that failed for another reason was tried again until the deadline. */
const unrelated =
  /^(?!.*\bFailed to pull image ".{1,600}\b(?:not found|manifest unknown|does not exist|unauthorized|denied|forbidden)\b).*(\bwarn(ing)?\b|\bdeprecated\b|\bretrying\b|\bwill (be )?retr|\battempt \d+ (of|\/)|^[ \t]{0,40}Suppressed: ).*$/gim;

function plain(text: string): string {
  const uncoloured = text
    .replace(colours, '')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"');
  return remarks.reduce((rest, aside) => rest.replace(aside, ''), uncoloured);
}
