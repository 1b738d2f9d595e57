import type { CodePipelineClient, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import type { SourceRevisions } from '../../core/command/shared-state.ts';
import { sourcesOf } from '../act/source-overrides.ts';
import { revisionsBySource } from '../read/source-revisions.ts';
import { executionPages, listRecentActions } from './list-executions.ts';

/** @throws errors of the SDK */
export async function readSourceRevisions(
  client: CodePipelineClient,
  name: string,
  declaration: PipelineDeclaration | undefined,
): Promise<SourceRevisions[]> {
  const [executions, actions] = await Promise.all([
    executionPages(client, name).until((found) => found.length > 0),
    listRecentActions(client, name),
  ]);
  const bySource = revisionsBySource(executions, actions);
  return sourcesOf(declaration).map(({ name: source, takes }) => {
    return { source, takes, revisions: bySource.get(source) ?? [] };
  });
}
