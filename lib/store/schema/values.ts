import * as z from 'zod/mini';
import type { Budget } from '../../core/retry/budget.ts';
import type { Breaker } from '../../core/retry/circuit-breaker.ts';
import type { Flakes } from '../../core/retry/flakiness.ts';
import type { Sent } from '../../core/sweep/plan-sweep.ts';
import { instant, number, record } from './fields.ts';

export const BudgetSchema = z.object({
  firsts: record(instant),
  retries: record(instant),
}) satisfies z.ZodMiniType<Budget>;

export const BreakerSchema = record(
  z.object({
    trouble: record(instant),
    openedAt: number,
    probe: z.optional(z.object({ key: z.string(), at: instant })),
    closedAt: number,
  }),
) satisfies z.ZodMiniType<Breaker>;

export const FlakesSchema = record(record(z.tuple([instant, z.boolean()]))) satisfies z.ZodMiniType<Flakes>;

export const SentSchema = z.array(
  z.object({ until: instant, times: z.number(), rows: z.array(z.string()) }),
) satisfies z.ZodMiniType<Sent[]>;
