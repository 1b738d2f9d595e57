import * as z from 'zod';
import { failureClasses } from '../../core/execution/diagnosis.ts';
import { duration, globs, id } from '../file/schema-fields.ts';
import { retryableClasses } from '../pattern/failure-pattern.ts';

/** Names as in events. An approval is never retried. */
const categories = ['Source', 'Build', 'Test', 'Deploy', 'Invoke', 'Compute'] as const;

const passing = retryableClasses.join(', ');

const When = z.strictObject({
  class: z
    .array(
      z.enum(failureClasses).refine((name) => retryableClasses.includes(name), {
        error: ({ input }) => `a failure of class ${String(input)} stays the same at the next attempt: use ${passing}`,
      }),
    )
    .min(1)
    .prefault(['transient-infra', 'throttling']),
  categories: z.array(z.enum(categories)).min(1).optional(),
  providers: globs.optional(),
});

const Backoff = z.strictObject({
  initial: duration.prefault('30s'),
  factor: z.number().min(1, 'a wait does not get shorter').max(10).default(2),
  max: duration.prefault('10m'),
});

export const RetrySchema = z.strictObject({
  id,
  scope: z.string(),
  when: When.prefault({}),
  maxAttempts: z
    .int()
    .min(2, 'attempts in all, the first included: 2 is one retry')
    .max(10, 'more than 10 attempts do not help')
    .default(3),
  backoff: Backoff.refine(({ initial, max }) => !(initial > max), 'initial is longer than max').prefault({}),
  mode: z.enum(['FAILED_ACTIONS', 'ALL_ACTIONS']).default('FAILED_ACTIONS'),
  report: z.boolean().default(false),
});
export type RetrySchema = z.infer<typeof RetrySchema>;

export const Budget = z.strictObject({
  window: duration.prefault('24h'),
  ratio: z.number().min(0).max(1, 'a ratio is a share of 1: 0.2 is a fifth').default(0.2),
  reserve: z.int().min(0).max(100).default(3),
});

/** Milliseconds. Shorter times have no effect, because waiting retries are only checked at intervals. */
const SHORTEST_OPEN = 60_000;

export const Breaker = z.strictObject({
  sameSignature: z.int().min(2, 'one pipeline alone is not an outage').max(20).default(3),
  within: duration.prefault('15m'),
  open: duration.refine((ms) => ms >= SHORTEST_OPEN, 'open for less than a minute changes nothing').prefault('30m'),
});
