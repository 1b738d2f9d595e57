import * as z from 'zod/mini';
import type { HomeChoices, RecentPipelines } from '../../core/home/types.ts';
import type { CallSeries } from '../../core/notify/shared-calls.ts';
import type { Budget } from '../../core/retry/budget.ts';
import type { Breaker } from '../../core/retry/circuit-breaker.ts';
import type { Flakes } from '../../core/retry/flakiness.ts';
import { instant, number, record, text } from './fields.ts';

export const BudgetSchema = z.lazy(
  () =>
    z.object({
      firsts: record(instant),
      retries: record(instant),
    }) satisfies z.ZodMiniType<Budget>,
);

export const BreakerSchema = z.lazy(
  () =>
    record(
      z.object({
        trouble: record(instant),
        openedAt: number,
        probe: z.optional(z.object({ key: z.string(), at: instant })),
        closedAt: number,
      }),
    ) satisfies z.ZodMiniType<Breaker>,
);

export const FlakesSchema = z.lazy(
  () => record(record(z.tuple([instant, z.boolean()]))) satisfies z.ZodMiniType<Flakes>,
);

export const CallSeriesSchema = z.lazy(
  () =>
    z.object({
      calls: z.array(
        z.object({
          executionId: z.string(),
          channel: z.string(),
          message: z.object({ channel: z.string(), ts: z.string() }),
          startedAt: instant,
          at: instant,
          reason: z.string(),
          stages: z.optional(z.array(z.string())),
          called: z.array(z.string()),
          broadcast: z.boolean(),
          endedBy: text,
          late: z.optional(z.literal(true)),
        }),
      ),
      success: z.optional(
        z.object({ executionId: z.string(), startedAt: instant, restored: z.optional(z.array(z.string())) }),
      ),
    }) satisfies z.ZodMiniType<CallSeries>,
);

export const RecentSchema = z.lazy(
  () =>
    record(
      z.object({
        executions: record(z.tuple([instant, z.boolean()])),
        people: record(instant),
        forgotten: z.optional(instant),
      }),
    ) satisfies z.ZodMiniType<RecentPipelines>,
);

export const HomeChoicesSchema = z.lazy(
  () => z.object({ pinned: record(instant), muted: record(instant), at: instant }) satisfies z.ZodMiniType<HomeChoices>,
);
