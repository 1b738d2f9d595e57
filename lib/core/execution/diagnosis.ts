/** Why an action failed, as far as it could be found out. Everything in it is redacted and short enough to keep. */
export interface Diagnosis {
  /** The root cause in one sentence. */
  cause: string;
  class: FailureClass;
  /** Whether the same attempt again may help. Only ever true where something says so. */
  retryable: boolean;
  /** What the class rests on, in one sentence. */
  because: string;
  /** What to do about it. */
  hint?: string | undefined;
  /** The lines that prove it. */
  evidence: string[];
  links: { label: string; url: string }[];
  /** What could not be read, and why. */
  missing: string[];
  /** How many questions were answered; absent when the diagnosis is complete. A part is missing for a reason that
   *  passes, so it is worth asking again. The name sorts before all others: `join` keeps the greater of two diagnoses,
   *  so a complete one wins over an incomplete one, and more answers over fewer. */
  answered?: number | undefined;
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

/** A failed action, as CodePipeline itself tells of it. */
export interface FailedAction {
  account: string;
  /** The action's Region, which may not be the pipeline's. */
  region: string;
  pipeline: string;
  executionId: string;
  stage: string;
  action: string;
  /** As CodePipeline names it: CodeBuild, CloudFormation, Manual, … */
  provider: string;
  category?: string | undefined;
  /** CodePipeline's id of this run of the action. */
  runId?: string | undefined;
  /** The provider's id of what it did: a build, a deployment, … */
  externalId?: string | undefined;
  url?: string | undefined;
  summary?: string | undefined;
  code?: string | undefined;
  message?: string | undefined;
  /** ARN of a CloudWatch log stream. */
  logStream?: string | undefined;
  /** The action's configuration, resolved. */
  configuration: Record<string, string>;
  /** Milliseconds. */
  startedAt?: number | undefined;
  endedAt?: number | undefined;
}
