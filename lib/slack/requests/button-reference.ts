import * as z from 'zod/mini';
import type { ExecutionKey } from '../../core/execution/facts.ts';
import type { PipelineKey } from '../../core/freeze/transitions.ts';

/** The value of an approval button. `comment` is the minimum length of a comment; `newer`: the message shows a newer
 *  execution that waits. It grants nothing by itself:
 *  permission is checked after the click, and the approval token is read when CodePipeline is answered. */
const Reference = z.object({
  key: z.templateLiteral(['execution#', z.string()]),
  run: z.string(),
  comment: z.number(),
  newer: z.optional(z.boolean()),
});

export interface Reference {
  key: ExecutionKey;
  run: string;
  comment: number;
  newer?: boolean;
}

export function writeReference({ key, run, comment, newer }: Reference): string {
  return JSON.stringify({ key, run, comment, ...(newer ? { newer } : {}) } satisfies Reference);
}

export function readReference(value: string | undefined): Reference | undefined {
  return readAs(Reference, value);
}

/** The value of a Retry or Roll back button. */
const StageReference = z.object({ key: z.templateLiteral(['execution#', z.string()]), stage: z.string() });

export interface StageReference {
  key: ExecutionKey;
  stage: string;
}

export function writeStageReference({ key, stage }: StageReference): string {
  return JSON.stringify({ key, stage } satisfies StageReference);
}

export function readStageReference(value: string | undefined): StageReference | undefined {
  return readAs(StageReference, value);
}

/** The value of a button for one pipeline of a board. */
const PipelineReference = z.object({ key: z.templateLiteral(['pipeline#', z.string()]) });

export function writePipelineReference(key: PipelineKey): string {
  return JSON.stringify({ key } satisfies z.infer<typeof PipelineReference>);
}

export function readPipelineReference(value: string | undefined): PipelineKey | undefined {
  return readAs(PipelineReference, value)?.key;
}

function readAs<T>(shape: z.ZodMiniType<T>, value: string | undefined): T | undefined {
  try {
    const read = shape.safeParse(JSON.parse(value ?? ''));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
