import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type { ExecutionRef } from '../../core/execution/facts.ts';
import { executionPages } from './list-executions.ts';
import { named, newestFirst } from './stage-history.ts';

/** The executions of the pipeline that run and are older than this one.
 *  @throws errors of the SDK */
export async function olderExecutions(client: CodePipelineClient, execution: ExecutionRef): Promise<ExecutionRef[]> {
  const { pipeline, executionId } = execution;
  const pages = executionPages(client, pipeline);
  // If it is the last of a page, the older ones are on the next page.
  const listed = await pages.until((found) => named(found.slice(0, -1), executionId) !== undefined);
  const order = newestFirst(listed);
  const me = order.findIndex(({ pipelineExecutionId }) => pipelineExecutionId === executionId);
  const older = me < 0 ? [] : order.slice(me + 1).filter(({ status }) => status === 'InProgress');
  return older.flatMap(({ pipelineExecutionId: id }) => (id ? [{ ...execution, executionId: id }] : []));
}
