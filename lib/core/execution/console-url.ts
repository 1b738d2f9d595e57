import type { ExecutionRef } from './facts.ts';

/** The execution's page in the AWS console. */
export function consoleUrl({ region, pipeline, executionId }: ExecutionRef): string {
  const domain = region.startsWith('cn-')
    ? 'console.amazonaws.cn'
    : region.startsWith('us-gov-')
      ? 'console.amazonaws-us-gov.com'
      : 'console.aws.amazon.com';
  const path = `codesuite/codepipeline/pipelines/${encodeURIComponent(pipeline)}/executions/${encodeURIComponent(executionId)}`;
  return `https://${region}.${domain}/${path}/visualization?region=${region}`;
}
