import * as z from 'zod/mini';
import { VOTE } from './source.ts';

/** The vote of a machine, as EventBridge hands it over. EventBridge itself sets `account`; `source` and `time` are the
 *  sender's. */

/** Longer ones exist in no pipeline. A `#` would lead into another row. */
const name = z.string().check(z.regex(/^[A-Za-z0-9.@_-]{1,100}$/));

/** Characters. A row keeps the comment, and AWS stores 512. */
const COMMENT = 400;

export const VoteDetail = z.lazy(() =>
  z.object({
    version: z.literal('1'),
    pipeline: name,
    account: z.string().check(z.regex(/^\d{12}$/)),
    region: z.string().check(z.regex(/^[a-z0-9-]{1,30}$/)),
    executionId: z.string().check(z.regex(/^[0-9A-Za-z-]{1,64}$/)),
    stage: name,
    action: name,
    approvalId: z.string().check(z.maxLength(400)),
    decision: z.enum(['approve', 'reject']),
    comment: z.optional(z.string().check(z.maxLength(COMMENT))),
    newer: z.optional(z.boolean()),
  }),
);

export const VoteEvent = z.lazy(() =>
  z.object({
    'detail-type': z.literal(VOTE),
    source: z.string(),
    account: z.string(),
    time: z.string(),
    detail: VoteDetail,
  }),
);
