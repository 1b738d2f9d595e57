import * as z from 'zod/mini';
import { commandNames } from '../../core/command/types.ts';
import type { AuditEntry } from '../../core/model/audit-entry.ts';
import { text } from './fields.ts';

export const AuditEntrySchema = z.object({
  account: z.string(),
  region: z.string(),
  pipeline: z.string(),
  executionId: z.string(),
  id: z.string(),
  at: z.number(),
  what: z.enum(['vote', 'answer', 'settled', 'order', 'refused', 'deployed', 'manual']),
  stage: z.string(),
  action: z.string(),
  who: z.array(z.string()),
  decision: z.enum([
    'approve',
    'reject',
    'withdraw',
    'approved',
    'rejected',
    'expired',
    'ended',
    'held',
    'schedule',
    'cancel',
    'deployed',
    'enabled',
    'disabled',
    ...commandNames,
  ]),
  comment: text,
  because: z.string(),
  policy: z.string(),
}) satisfies z.ZodMiniType<AuditEntry>;
