import type { ExecutionRef } from './facts.ts';
import { consoleOrigin } from './partition.ts';

/** @returns undefined if the Region is unknown */
export function consoleUrl({ region, pipeline, executionId }: ExecutionRef): string | undefined {
  const origin = consoleOrigin(region);
  if (origin === undefined) return undefined;
  const path = `codesuite/codepipeline/pipelines/${encodeURIComponent(pipeline)}/executions/${encodeURIComponent(executionId)}`;
  return `${origin}/${path}/visualization?region=${region}`;
}
