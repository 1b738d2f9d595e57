import * as z from 'zod/mini';
import type { DigestFacts } from '../../core/digest/digest.ts';
import { ExecutionReportSchema } from '../../queue/message.ts';
import { instant, number, record } from './fields.ts';

const CountsSchema = z.lazy(() =>
  z.object({
    executions: z.number(),
    changes: z.number(),
    failed: z.number(),
    deployed: z.number(),
    rollbacks: z.number(),
    classes: record(z.number()),
  }),
);

export const DigestSchema = z.lazy(
  () =>
    z.object({
      executions: z.optional(record(z.tuple([instant, ExecutionReportSchema]))),
      begun: number,
      due: number,
      looked: number,
      forgotten: number,
      hours: z.optional(record(CountsSchema)),
      upTo: number,
      structures: z.optional(record(z.tuple([instant, z.array(z.string())]))),
      stages: z.optional(record(record(z.tuple([instant, instant, z.string(), z.number()])))),
    }) satisfies z.ZodMiniType<DigestFacts>,
);
