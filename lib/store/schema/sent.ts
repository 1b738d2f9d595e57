import * as z from 'zod/mini';
import type { Sent } from '../../core/sweep/plan-sweep.ts';
import { instant } from './fields.ts';

/** Separate from values.ts, because each schema is built where its file is loaded. */
export const SentSchema = z.array(
  z.object({ until: instant, times: z.number(), rows: z.array(z.string()) }),
) satisfies z.ZodMiniType<Sent[]>;
