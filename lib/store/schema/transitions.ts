import * as z from 'zod/mini';
import type {
  LastAction,
  ManualChange,
  PipelineTransitions,
  StageTransition,
  Waiter,
} from '../../core/freeze/transitions.ts';
import { PipelineRefSchema } from './execution.ts';
import { instant, number, record, text } from './fields.ts';

const StageSchema = z.lazy(
  () =>
    z.object({
      stage: z.string(),
      open: z.boolean(),
      reason: text,
      signed: z.optional(z.literal(true)),
      changedBy: text,
      changedAt: number,
      waiting: z.array(z.string()),
    }) satisfies z.ZodMiniType<StageTransition>,
);

const LastActionSchema = z.lazy(
  () =>
    z.discriminatedUnion('type', [
      z.object({
        type: z.literal('closed'),
        gate: StageSchema,
        rules: z.array(z.string()),
        again: z.optional(z.object({ by: text, since: number })),
        since: number,
      }),
      z.object({ type: z.literal('opened'), by: text }),
      z.object({ type: z.literal('left'), gate: z.optional(StageSchema), by: text }),
    ]) satisfies z.ZodMiniType<LastAction>,
);

const ManualChangeSchema = z.lazy(
  () =>
    z.object({
      type: z.enum(['foreign', 'reopened']),
      want: z.enum(['closed', 'open']),
      by: text,
      since: number,
      reason: text,
    }) satisfies z.ZodMiniType<ManualChange>,
);

const WaiterSchema = z.lazy(
  () =>
    z.object({
      stage: z.string(),
      waits: z.boolean(),
      owns: z.array(z.string()),
      what: z.string(),
    }) satisfies z.ZodMiniType<Waiter>,
);

export const TransitionsSchema = z.lazy(
  () =>
    z.object({
      ref: PipelineRefSchema,
      survey: z.optional(
        z.tuple([
          instant,
          z.object({ mode: text, version: text, gates: z.array(StageSchema), gone: z.optional(z.literal(true)) }),
        ]),
      ),
      ours: z.optional(record(z.tuple([instant, LastActionSchema]))),
      found: z.optional(record(z.tuple([instant, ManualChangeSchema]))),
      tags: z.optional(z.tuple([instant, record(z.string())])),
      waiters: z.optional(record(z.tuple([instant, WaiterSchema]))),
    }) satisfies z.ZodMiniType<PipelineTransitions>,
);
