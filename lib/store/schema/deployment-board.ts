import * as z from 'zod/mini';
import type { BoardList, DeploymentBoard } from '../../core/where/board.ts';
import { PipelineRefSchema } from './execution.ts';
import { instant, record, text } from './fields.ts';

const ListSchema = z.lazy(
  () =>
    z.object({
      policy: z.string(),
      pipelines: z.array(PipelineRefSchema),
      unread: z.array(z.string()),
    }) satisfies z.ZodMiniType<BoardList>,
);

const PipelineSchema = z.lazy(() =>
  z.object({
    ref: PipelineRefSchema,
    accountName: text,
    tags: z.optional(record(z.string())),
    mode: text,
    gone: z.optional(z.literal(true)),
    unread: text,
  }),
);

export const DeploymentBoardSchema = z.lazy(
  () =>
    z.object({
      listed: z.optional(z.tuple([instant, ListSchema])),
      heard: z.optional(record(instant)),
      read: z.optional(record(z.tuple([instant, PipelineSchema]))),
    }) satisfies z.ZodMiniType<DeploymentBoard>,
);
