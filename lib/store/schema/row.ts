import * as z from 'zod/mini';
import type { SignalboxEvent } from '../../core/events/event.ts';
import type { OutboxEntry } from '../../core/model/outbox.ts';
import type { Row } from '../../core/model/row.ts';
import { SubjectKeySchema } from '../../queue/message.ts';
import { DeploymentBoardSchema } from './deployment-board.ts';
import { DigestSchema } from './digest.ts';
import { ExecutionSchema } from './execution.ts';
import { number, record, text } from './fields.ts';
import { SharedStateSchema } from './shared-state.ts';
import { TransitionsSchema } from './transitions.ts';

/** Written by this room alone, and put as it is. */
const EventSchema = z.custom<SignalboxEvent>((value) => typeof value === 'object' && value !== null);

const OutboxEntrySchema = z.lazy(
  () =>
    z.object({
      claim: z.optional(z.object({ id: z.string(), until: z.number() })),
      doneAt: number,
      digest: text,
      message: z.optional(z.object({ channel: z.string(), ts: z.string() })),
      channel: text,
      firstTold: z.optional(z.array(z.string())),
      told: text,
      maybeSince: number,
      wanted: z.optional(z.enum(['closed', 'open'])),
      notBefore: number,
      pace: number,
      trying: text,
      tries: number,
      failingSince: number,
      why: text,
      because: text,
      event: z.optional(EventSchema),
    }) satisfies z.ZodMiniType<OutboxEntry>,
);

export const RowSchema = z.lazy(
  () =>
    z.object({
      key: SubjectKeySchema,
      version: z.number(),
      execution: z.optional(ExecutionSchema),
      gates: z.optional(TransitionsSchema),
      board: z.optional(SharedStateSchema),
      where: z.optional(DeploymentBoardSchema),
      digest: z.optional(DigestSchema),
      ledger: record(OutboxEntrySchema),
      dueAt: number,
      wakeAt: number,
    }) satisfies z.ZodMiniType<Row>,
);
