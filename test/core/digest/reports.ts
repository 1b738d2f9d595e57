import type { DigestFacts, ExecutionReport } from '../../../lib/core/digest/digest.ts';
import { type ExecutionKey, executionKey } from '../../../lib/core/execution/facts.ts';

/** Short notation for the reports that a digest keeps. */

/** `shop-api/a` is the execution `a` of the pipeline shop-api; without a slash it is one of shop-api. */
export function keyOf(name: string): ExecutionKey {
  const [executionId = '', pipeline = 'shop-api'] = name.split('/').reverse();
  return executionKey({ account: '123456789012', region: 'eu-central-1', pipeline, executionId });
}

export function reported(
  ...reports: (readonly [name: string, end: number | undefined, more?: Partial<ExecutionReport>])[]
): DigestFacts {
  const executions: DigestFacts['executions'] = {};
  for (const [name, end, more] of reports) {
    const ends = end === undefined ? [] : [end];
    executions[keyOf(name)] = [end ?? 0, { state: 'SUCCEEDED', ends, deployed: [], failed: [], flaky: [], ...more }];
  }
  return { executions };
}
