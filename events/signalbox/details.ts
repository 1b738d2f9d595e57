import * as z from 'zod';

/** Signalbox's own events: one schema for the `detail` of each detail-type. They are the source of docs/events/. A field is
 *  never removed and never changes its meaning; new optional ones may follow. */

const text = z.string();
const instant = z.iso.datetime().describe('ISO 8601, UTC');

const base = {
  version: z.literal('1'),
  id: text.describe('the same for each repetition of one decision: drop an id that you have seen'),
  at: instant,
};
const pipeline = { pipeline: text, account: text, region: text };
const execution = {
  ...pipeline,
  executionId: text,
  url: z.url().optional().describe('the execution in the console; absent in an unknown Region'),
};
const patterns = {
  pipelines: z.array(text).describe('names and patterns with * and ?'),
  stages: z.array(text).optional().describe('names and patterns; absent: all stages'),
};

/** As in the policy: fields are joined by AND, the entries of one field by OR. No field may follow within this version: a
 *  reader that does not know it would take too much for covered. */
const selector = {
  pipelines: z.array(text).optional(),
  stages: z.array(text).optional(),
  accounts: z.array(text).optional(),
  regions: z.array(text).optional(),
  tags: z
    .record(text, z.array(text))
    .optional()
    .describe('of the pipeline: the values of each key; every key must match'),
};
const ScopePart = z.object({
  ...selector,
  exclude: z.object(selector).optional().describe('what all of its fields match is not covered'),
});
export type ScopePart = z.infer<typeof ScopePart>;

const Change = z
  .object({
    revision: text.optional(),
    message: text.optional(),
    author: text.optional(),
    branch: text.optional(),
    tag: text.optional(),
    repository: text.optional(),
    provider: text.optional().describe('the host, such as GitHub'),
    url: text.optional(),
  })
  .describe('the change of the first source, if it is known');

const Person = z.object({ id: text.describe('the Slack user'), name: text.optional() });

const Voter = z.object({
  type: z.enum(['person', 'machine', 'aws']).describe('a Slack user, a machine of the policy, or a principal of AWS'),
  id: text.describe('the Slack user, the name in the policy, or the ARN'),
  name: text.optional(),
});

const approval = {
  ...execution,
  stage: text,
  action: text,
  approvalId: text.describe('this run of the approval; a vote has to name it'),
};

const FailureDiagnosed = z.object({
  ...base,
  ...execution,
  attempt: z.int(),
  stage: text,
  action: text.optional().describe('absent when a stage condition failed'),
  provider: text.optional(),
  category: text.optional(),
  reason: text.describe('the cause in one sentence'),
  class: text.describe('the class of the failure, as in the policy'),
  retryable: z.boolean(),
  because: text.describe('what the class rests on'),
  hint: text.optional(),
  evidence: z.array(text),
  links: z.array(z.object({ label: text, url: text.optional() })),
  change: Change.optional(),
});

const ApprovalRequested = z.object({
  ...base,
  ...approval,
  attempt: z.int(),
  question: text.optional().describe("the approval's CustomData"),
  link: text.optional().describe("the approval's link to review"),
  expiresAt: instant.optional(),
  changes: z.array(Change).describe('since this stage last succeeded, newest first; at most 20'),
  changesInAll: z.int(),
  compareUrl: text.optional(),
  newerWaits: z.boolean().describe('a newer execution waits behind it'),
  needs: z.array(z.object({ count: z.int(), machines: z.array(text) })).describe('the approvals that the policy needs'),
  machines: z.array(text).describe('the machines of the policy that may vote'),
  change: Change.optional(),
});

const ApprovalDecided = z.object({
  ...base,
  ...approval,
  decision: z.enum(['approved', 'rejected', 'ended']).describe('ended: the execution ended without a decision'),
  decidedBy: z.enum(['votes', 'policy', 'aws', 'none']).describe('aws: outside Signalbox'),
  by: z.array(Voter),
  comment: text.optional(),
  reason: text,
  policy: text.describe('the version of the policy'),
});

const ApprovalExpired = z.object({ ...base, ...approval, reason: text });

const StageHeld = z.object({
  ...base,
  ...pipeline,
  stage: text,
  freezes: z.array(text).describe('ids of the freezes'),
  reason: text.optional().describe('as it stands at the transition'),
});

const StageReleased = z.object({
  ...base,
  ...pipeline,
  stage: text,
  heldId: text.describe('the id of its Stage Held event'),
  outcome: z
    .enum(['opened', 'left'])
    .describe('left: another person changed the transition meanwhile, and Signalbox leaves it as it is'),
});

const RetryScheduled = z.object({
  ...base,
  ...execution,
  stage: text,
  attempt: z.int().describe('the attempt that failed'),
  maxAttempts: z.int(),
  retryAt: instant.describe('budget, breaker and freezes are checked again then'),
  rule: text,
  reason: text,
});

const RetryGivenUp = z.object({
  ...base,
  ...execution,
  stage: text,
  attempt: z.int(),
  rule: text,
  reason: text,
});

const ExecutionRecovered = z.object({
  ...base,
  ...execution,
  attempt: z.int(),
  brokenSince: instant.describe('the first failure of the series'),
  failuresBefore: z.int().optional(),
  change: Change.optional(),
});

const Deployed = z.object({
  ...base,
  ...execution,
  stage: text,
  rollback: z.boolean(),
  approvedBy: z.array(Voter),
  startedFor: z.array(Person).describe('people for whom Signalbox released, retried or rolled back'),
  change: Change.optional(),
});

const freeze = {
  ...base,
  scope: z
    .array(ScopePart)
    .optional()
    .describe(
      'the freeze covers what every part covers, names and patterns with * and ?; absent: unknown, because it is too long or has what looks like a secret',
    ),
  pipelines: patterns.pipelines
    .optional()
    .describe('names and patterns with * and ?; absent: names alone do not tell what the freeze covers, see scope'),
  stages: z.array(text).optional().describe('names and patterns; absent beside pipelines: all stages'),
  freeze: text.describe('its id'),
  kind: z
    .enum(['deny', 'allow', 'manual', 'lock'])
    .describe('of the policy: deny or allow; from Slack: manual or lock'),
};

const FreezeStarted = z.object({
  ...freeze,
  until: instant.optional(),
  reason: text.optional(),
  by: Person.optional(),
});

const FreezeEnded = z.object({ ...freeze, endedBy: text.optional().describe('who ended it before its time') });

const OrderGiven = z.object({
  ...base,
  ...patterns,
  command: text.describe('as in `commands` of the policy; also schedule and cancel'),
  result: z.enum(['done', 'refused']),
  by: Person,
  account: text.optional(),
  region: text.optional(),
  pipeline: text.optional(),
  executionId: text.optional(),
  url: z.url().optional(),
  until: instant.optional(),
  freezes: z.array(text).optional().describe('of an override; absent: all that the person may override'),
  comment: text.optional().describe('the reason that the person typed'),
  reason: text.describe('what came of it'),
  policy: text,
});

export const details = {
  'Signalbox Failure Diagnosed': FailureDiagnosed,
  'Signalbox Approval Requested': ApprovalRequested,
  'Signalbox Approval Decided': ApprovalDecided,
  'Signalbox Approval Expired': ApprovalExpired,
  'Signalbox Stage Held': StageHeld,
  'Signalbox Stage Released': StageReleased,
  'Signalbox Retry Scheduled': RetryScheduled,
  'Signalbox Retry Given Up': RetryGivenUp,
  'Signalbox Execution Recovered': ExecutionRecovered,
  'Signalbox Deployed': Deployed,
  'Signalbox Freeze Started': FreezeStarted,
  'Signalbox Freeze Ended': FreezeEnded,
  'Signalbox Order Given': OrderGiven,
} as const;

export type DetailType = keyof typeof details;
export type DetailOf<T extends DetailType> = z.infer<(typeof details)[T]>;
export type Change = z.infer<typeof Change>;
export type Voter = z.infer<typeof Voter>;
