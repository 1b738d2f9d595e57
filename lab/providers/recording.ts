import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** The answers of a provider about one action: `events/providers/<provider>.<case>.json`. */
const Recording = z.strictObject({
  /** CodePipeline's name for it. */
  provider: z.string(),
  /** The case in words. */
  about: z.string(),
  /** Where the bodies are from: captured, documented, or composed after which model. */
  source: z.string(),
  /** CodePipeline's data of the action. */
  action: z.strictObject({
    category: z.string().optional(),
    externalId: z.string().optional(),
    url: z.string().optional(),
    summary: z.string().optional(),
    code: z.string().optional(),
    message: z.string().optional(),
    logStream: z.string().optional(),
    runId: z.string().optional(),
    configuration: z.record(z.string(), z.string()).default({}),
  }),
  /** Answers, by operation; several of one operation are given in turn, the last again and again. */
  calls: z.array(
    z.strictObject({
      /** The API operation: `BatchGetBuilds`. */
      operation: z.string(),
      /** For REST APIs, which name no operation: a regular expression over `METHOD /path`. */
      path: z.string().optional(),
      status: z.int().default(200),
      /** JSON, or the text of an XML body. */
      body: z.unknown(),
    }),
  ),
});
export type Recording = z.output<typeof Recording>;

export function readRecording(file: string): Recording {
  return Recording.parse(JSON.parse(readFileSync(file, 'utf8')));
}
