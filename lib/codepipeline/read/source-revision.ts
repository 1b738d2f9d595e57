import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import * as z from 'zod/mini';
import type { SourceRevision } from '../../core/execution/facts.ts';
import type { Author } from './author.ts';
import { coAuthorsIn } from './co-authors.ts';
import { cut, LONGEST_URL, redacted } from './text.ts';

/** Connections give the commit as JSON in the summary, the other sources as plain text. */
const ConnectionSummary = z.object({ CommitMessage: z.string(), ProviderType: z.optional(z.string()) });
type ConnectionSummary = z.infer<typeof ConnectionSummary>;

export function sourceRevision(
  id: string | undefined,
  summary: string | undefined,
  url: string | undefined,
): SourceRevision {
  const connection = connectionSummary(summary);
  return {
    revision: id,
    message: redacted(connection?.CommitMessage ?? summary, 500),
    url: redacted(url, LONGEST_URL),
    ...(connection?.ProviderType === undefined ? {} : { provider: cut(connection.ProviderType, 50) }),
  };
}

export function messageOf(summary: string | undefined): string | undefined {
  return connectionSummary(summary)?.CommitMessage ?? summary;
}

function connectionSummary(summary: string | undefined): ConnectionSummary | undefined {
  if (!summary?.startsWith('{')) return undefined;
  try {
    const parsed = ConnectionSummary.safeParse(JSON.parse(summary));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // plain text that begins like JSON, or JSON that was cut
  }
}

export interface Fetched {
  executionId: string;
  /** The name of the source action. */
  source: string;
  revision: string;
  message?: string;
  coAuthors: Author[];
  url?: string;
  provider?: string;
}

/** Sorted by the names of the sources, as `changeOf` sorts them. */
export function fetchedBy({ pipelineExecutionId = '', sourceRevisions = [] }: PipelineExecutionSummary): Fetched[] {
  return inOrder(
    sourceRevisions.map(({ actionName, revisionId, revisionSummary, revisionUrl }) =>
      fetched(pipelineExecutionId, actionName, revisionId, revisionSummary, revisionUrl),
    ),
  );
}

export function fetchedIn(actions: ActionExecutionDetail[]): Fetched[] {
  return inOrder(
    actions.filter(isSource).map(({ pipelineExecutionId, actionName, output }) => {
      const { externalExecutionId, externalExecutionSummary, externalExecutionUrl } = output?.executionResult ?? {};
      return fetched(
        pipelineExecutionId,
        actionName,
        externalExecutionId,
        externalExecutionSummary,
        externalExecutionUrl,
      );
    }),
  );
}

export function isSource({ input, status }: ActionExecutionDetail): boolean {
  return input?.actionTypeId?.category === 'Source' && status === 'Succeeded';
}

function fetched(
  executionId = '',
  source = '',
  revision: string | undefined,
  summary: string | undefined,
  url: string | undefined,
): Fetched[] {
  if (!revision) return [];
  const { message, provider } = sourceRevision(revision, summary, url);
  return [{ executionId, source, revision, message, coAuthors: coAuthorsIn(messageOf(summary)), url, provider }];
}

/** A source that was retried is listed again, newest run first. */
function inOrder(found: Fetched[][]): Fetched[] {
  const newest = new Map(
    found
      .flat()
      .toReversed()
      .map((each) => [each.source, each]),
  );
  return [...newest.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
}
