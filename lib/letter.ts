import * as z from 'zod/mini';

/** What Signalbox sends to its own queue. */

const key = z.templateLiteral(['execution#', z.string()]);

export const Tick = z.object({ signalbox: z.literal('tick'), key });
export type Tick = z.infer<typeof Tick>;

/** A person pressed a button. The same press is the same letter, however often it is delivered. */
export const VoteLetter = z.object({
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
export type VoteLetter = z.infer<typeof VoteLetter>;
