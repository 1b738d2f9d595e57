import * as z from 'zod/mini';

/** What Signalbox sends to its own queue. */

const key = z.templateLiteral(['execution#', z.string()]);
const subject = z.union([key, z.templateLiteral(['pipeline#', z.string()]), z.literal('board')]);

export const TickMessage = z.object({ signalbox: z.literal('tick'), key: subject });
export type TickMessage = z.infer<typeof TickMessage>;

/** A person pressed a button. The same press is the same letter, however often it is delivered. */
export const VoteMessage = z.object({
  signalbox: z.literal('vote'),
  key,
  /** Which run of which approval. */
  run: z.string(),
  user: z.string(),
  name: z.optional(z.string()),
  decision: z.enum(['approve', 'reject', 'withdraw']),
  comment: z.optional(z.string()),
  channel: z.string(),
  /** When it was pressed, by Slack's clock; milliseconds. */
  at: z.number(),
});
export type VoteMessage = z.infer<typeof VoteMessage>;

const globs = z.array(z.string());
const pipelines = z.object({ pipelines: globs });
const order = z.object({ pipelines: globs, stages: z.optional(globs), until: z.number(), reason: z.string() });
const act = z.object({
  type: z.enum(['retry', 'release', 'stop', 'rollback']),
  pipeline: z.string(),
  where: z.optional(globs),
  stage: z.optional(z.string()),
  execution: z.optional(z.string()),
  reason: z.optional(z.string()),
});

/** A person typed a command, or pressed a button that is one. Whether they may is judged at the end of the queue. */
export const CommandMessage = z.object({
  signalbox: z.literal('command'),
  /** The same for the same press, and for no other. */
  id: z.string(),
  user: z.string(),
  name: z.optional(z.string()),
  channel: z.string(),
  at: z.number(),
  command: z.discriminatedUnion('type', [
    z.extend(order, { type: z.literal('freeze') }),
    z.extend(order, { type: z.literal('override'), freezes: z.optional(globs) }),
    z.object({ type: z.literal('mute'), pipelines: globs, until: z.number() }),
    z.object({ type: z.literal('thaw'), what: z.string() }),
    act,
    z.extend(pipelines, { type: z.literal('status') }),
    z.extend(pipelines, { type: z.literal('windows') }),
    z.object({
      type: z.literal('why'),
      pipeline: z.string(),
      where: z.optional(globs),
      stage: z.optional(z.string()),
    }),
  ]),
});
export type CommandMessage = z.infer<typeof CommandMessage>;
