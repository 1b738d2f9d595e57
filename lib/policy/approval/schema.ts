import * as z from 'zod';
import { machineName } from '../events/schema.ts';
import {
  Call,
  duration,
  email,
  globs,
  id,
  identity,
  selectsSomething,
  slackGroup,
  slackUser,
} from '../file/schema-fields.ts';

export const People = z
  .strictObject({
    slackGroups: z.array(slackGroup).min(1).optional(),
    emails: z.array(email).min(1).optional(),
    users: z.array(slackUser).min(1).optional(),
    machines: z.array(machineName).min(1).optional(),
  })
  .refine(selectsSomething, 'this names no one; add slackGroups, emails, users or machines');
export type People = z.infer<typeof People>;

/** Maps a commit's e-mail or author, an IAM session name or an ARN to a Slack user, or to `nobody` if it is a bot. */
export const Identities = z.record(z.string(), identity);
export type Identities = z.infer<typeof Identities>;

const Requirement = z.strictObject({
  count: z.int().min(1).default(1),
  from: z.array(z.string()).min(1),
});

/** AWS stores 512 characters of a decision, which must also name the people. */
const LONGEST_REASON = 400;

export const ApprovalSchema = z.strictObject({
  id,
  scope: z.string(),
  actions: globs.optional(),
  require: z.array(Requirement).min(1),
  call: Call.optional(),
  distinctPeople: z.boolean().default(true),
  forbid: z
    .array(z.enum(['author', 'starter']))
    .min(1)
    .optional(),
  whenUnknown: z.enum(['deny', 'allow']).default('deny'),
  reason: z.strictObject({ min: z.int().min(1).max(LONGEST_REASON) }).optional(),
  remind: z.array(duration).min(1).optional(),
  escalate: z.strictObject({ after: duration, to: z.string() }).optional(),
  validFor: duration.optional(),
  rejectOlder: z.boolean().optional(),
});
export type ApprovalSchema = z.infer<typeof ApprovalSchema>;
