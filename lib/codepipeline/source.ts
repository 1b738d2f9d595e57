import * as z from 'zod/mini';
import type { SourceRevision } from '../core/execution.ts';
import { cut } from './text.ts';

/** Connections tell the commit as JSON in the summary, the other sources as plain text. */
const ConnectionSummary = z.object({ CommitMessage: z.string(), ProviderType: z.optional(z.string()) });

/** What a source action's result says of the revision it fetched. */
export function sourceRevision(
  id: string | undefined,
  summary: string | undefined,
  url: string | undefined,
): SourceRevision {
  return { revision: id, message: cut(commitMessage(summary), 500), url };
}

function commitMessage(summary: string | undefined): string | undefined {
  if (!summary?.startsWith('{')) return summary;
  try {
    const told = ConnectionSummary.safeParse(JSON.parse(summary));
    return told.success ? told.data.CommitMessage : summary;
  } catch {
    return summary; // it only looked like JSON, or was cut short
  }
}
