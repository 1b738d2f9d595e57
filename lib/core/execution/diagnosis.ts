/** Everything in it is redacted and short enough to store. Instants are milliseconds. */
export interface Diagnosis {
  cause: string;
  class: FailureClass;
  /** Whether the same attempt may succeed later; true only with evidence. */
  retryable: boolean;
  because: string;
  hint?: string;
  evidence: string[];
  links: { label: string; url: string }[];
  missing: string[];
  /** Number of answered questions; absent when complete. The name sorts before all others: `merge` keeps the greater of
   *  two diagnoses, so complete beats incomplete, and more answers beat fewer. */
  answered?: number;
}

export function isComplete({ answered }: Diagnosis): boolean {
  return answered === undefined;
}

export const failureClasses = [
  'transient-infra',
  'throttling',
  'capacity',
  'permission',
  'configuration',
  'code-or-test',
  'source',
  'timeout',
  'manual-rejection',
  'unknown',
] as const;
export type FailureClass = (typeof failureClasses)[number];

export interface FailedAction {
  account: string;
  /** The action's Region, which may differ from the pipeline's. */
  region: string;
  pipeline: string;
  executionId: string;
  stage: string;
  action: string;
  provider: string;
  category?: string;
  runId?: string;
  /** The provider's id of its work: a build, a deployment, … */
  externalId?: string;
  url?: string;
  summary?: string;
  code?: string;
  message?: string;
  /** ARN of a CloudWatch log stream. */
  logStream?: string;
  configuration: Record<string, string>;
  startedAt?: number;
  endedAt?: number;
}
