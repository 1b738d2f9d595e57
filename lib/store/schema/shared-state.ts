import * as z from 'zod/mini';
import type {
  CalendarStatus,
  CommandRequest,
  CommandResult,
  ManualRule,
  SharedState,
  SourceRevisions,
  StatusSnapshot,
} from '../../core/command/shared-state.ts';
import type { PublishedNews } from '../../core/published/news.ts';
import type { ScheduledRelease } from '../../core/scheduled/release.ts';
import { Command, releaseTerms } from '../../queue/message.ts';
import { KnownPeopleSchema } from './approvals.ts';
import { PipelineRefSchema } from './execution.ts';
import { instant, number, record, text } from './fields.ts';

const texts = z.array(z.string());

const terms = {
  by: z.string(),
  name: text,
  reason: z.string(),
  from: instant,
  until: instant,
  pipelines: texts,
  stages: z.optional(texts),
  because: text,
  policy: text,
};
const ManualRuleSchema = z.lazy(
  () =>
    z.discriminatedUnion('type', [
      z.object({ ...terms, type: z.literal('freeze'), lock: z.optional(z.literal(true)) }),
      z.object({ ...terms, type: z.literal('override'), freezes: z.optional(texts) }),
      z.object({ ...terms, type: z.literal('mute') }),
    ]) satisfies z.ZodMiniType<ManualRule>,
);

const ScheduledSchema = z.lazy(
  () =>
    z.object({
      pipeline: PipelineRefSchema,
      ...releaseTerms(),
      by: z.string(),
      name: text,
      channel: z.string(),
      created: instant,
      at: number,
      until: instant,
    }) satisfies z.ZodMiniType<ScheduledRelease>,
);

const RequestSchema = z.lazy(
  () =>
    z.object({
      user: z.string(),
      name: text,
      channel: z.string(),
      command: Command,
    }) satisfies z.ZodMiniType<CommandRequest>,
);

const ResultSchema = z.lazy(
  () =>
    z.object({
      type: z.enum(['done', 'refused', 'answered']),
      because: z.string(),
      answer: z.optional(z.string()),
      policy: z.string(),
      announce: z.optional(z.object({ text: z.string(), channels: texts })),
      about: z.array(z.extend(PipelineRefSchema, { executionId: z.string(), stage: z.string() })),
    }) satisfies z.ZodMiniType<CommandResult>,
);

const SourceSchema = z.lazy(
  () =>
    z.object({
      source: z.string(),
      takes: z.optional(z.enum(['commit', 'image', 'object'])),
      revisions: z.array(z.object({ revision: z.string(), title: text, author: text, at: number })),
    }) satisfies z.ZodMiniType<SourceRevisions>,
);

const SnapshotSchema = z.lazy(
  () =>
    z.object({
      pipelines: z.array(
        z.object({
          ref: PipelineRefSchema,
          accountName: text,
          tags: z.optional(record(z.string())),
          mode: text,
          stages: z.array(
            z.object({
              name: z.string(),
              status: text,
              executionId: text,
              closed: z.optional(z.literal(true)),
              reason: text,
              waiting: z.number(),
            }),
          ),
          running: texts,
          sources: z.optional(z.array(SourceSchema)),
        }),
      ),
      more: z.number(),
      unread: z.optional(texts),
    }) satisfies z.ZodMiniType<StatusSnapshot>,
);

const CalendarSchema = z.lazy(
  () =>
    z.object({
      read: z.optional(z.tuple([instant, z.object({ state: z.enum(['open', 'closed']), turns: z.array(instant) })])),
      failed: z.optional(z.tuple([instant, z.string()])),
      passed: z.optional(z.array(instant)),
    }) satisfies z.ZodMiniType<CalendarStatus>,
);

const PublishedSchema = z.lazy(
  () =>
    z.object({
      at: instant,
      from: z.string(),
      id: z.string(),
      version: z.string(),
      problems: z.optional(texts),
    }) satisfies z.ZodMiniType<PublishedNews>,
);

export const SharedStateSchema = z.lazy(
  () =>
    z.object({
      orders: z.optional(record(ManualRuleSchema)),
      ended: z.optional(record(z.tuple([instant, z.string()]))),
      scheduled: z.optional(record(ScheduledSchema)),
      asked: z.optional(record(z.tuple([instant, RequestSchema]))),
      sights: z.optional(record(z.tuple([instant, SnapshotSchema]))),
      ruled: z.optional(record(z.tuple([instant, ResultSchema]))),
      known: z.optional(KnownPeopleSchema),
      calendars: z.optional(record(CalendarSchema)),
      published: z.optional(PublishedSchema),
    }) satisfies z.ZodMiniType<SharedState>,
);
