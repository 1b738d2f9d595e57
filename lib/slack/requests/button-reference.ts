import * as z from 'zod/mini';
import type { ExecutionKey } from '../../core/execution/facts.ts';

/** What a button carries: which approval it is about, and how long a comment has to be. It opens nothing by itself:
 *  who may decide is judged when it is pressed, and the token is read when AWS is answered. */
const Reference = z.object({
  key: z.templateLiteral(['execution#', z.string()]),
  run: z.string(),
  comment: z.number(),
});

export interface Reference {
  key: ExecutionKey;
  run: string;
  comment: number;
}

export function writeReference({ key, run, comment }: Reference): string {
  return JSON.stringify({ key, run, comment } satisfies Reference);
}

export function readReference(value: string | undefined): Reference | undefined {
  return readAs(Reference, value);
}

/** What a button on a failure carries: which stage of which execution. */
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

function readAs<T>(shape: z.ZodMiniType<T>, value: string | undefined): T | undefined {
  try {
    const read = shape.safeParse(JSON.parse(value ?? ''));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
