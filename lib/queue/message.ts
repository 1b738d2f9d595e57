import * as z from 'zod/mini';

const key = z.templateLiteral(['execution#', z.string()]);
const pipelineKey = z.templateLiteral(['pipeline#', z.string()]);
const boardKey = z.templateLiteral(['where#', z.string()]);
const digestKey = z.templateLiteral(['digest#', z.string()]);
export const SubjectKeySchema = z.union([key, pipelineKey, boardKey, digestKey, z.literal('board')]);

export const TickMessage = z.object({ signalbox: z.literal('tick'), key: SubjectKeySchema });
export type TickMessage = z.infer<typeof TickMessage>;

/** A pressed button. One press is the same message, however often it is delivered. */
export const VoteMessage = z.lazy(() =>
  z.object({
    signalbox: z.literal('vote'),
    key,
    /** The run of an approval action. */
    run: z.string(),
    user: z.string(),
    name: z.optional(z.string()),
    decision: z.enum(['approve', 'reject', 'withdraw']),
    comment: z.optional(z.string()),
    channel: z.string(),
    /** Time of the press by Slack's clock, in milliseconds. */
    at: z.number(),
    /** The button showed that a newer execution waits. */
    newer: z.optional(z.boolean()),
  }),
);
export type VoteMessage = z.infer<typeof VoteMessage>;

/** A fact about one execution that the work on another subject found. */
export const NoticeMessage = z.lazy(() =>
  z.object({
    signalbox: z.literal('notice'),
    key,
    starter: z.optional(
      z.object({
        id: z.string(),
        at: z.number(),
        act: z.enum(['release', 'retry', 'rollback']),
        user: z.string(),
        name: z.optional(z.string()),
      }),
    ),
    /** A newer execution waits behind it since then (milliseconds). */
    newer: z.optional(z.object({ since: z.number() })),
    /** A newer execution was approved at this stage and action. */
    approved: z.optional(
      z.object({
        executionId: z.string(),
        at: z.number(),
        stage: z.string(),
        action: z.string(),
        by: z.array(z.string()),
      }),
    ),
  }),
);
export type NoticeMessage = z.infer<typeof NoticeMessage>;

export function releaseTerms() {
  return {
    revision: z.optional(
      z.discriminatedUnion('type', [
        z.object({ type: z.enum(['commit', 'image', 'object']), value: z.string(), source: z.optional(z.string()) }),
        z.object({ type: z.literal('stage'), stage: z.string(), pipeline: z.optional(z.string()) }),
      ]),
    ),
    variables: z.optional(z.record(z.string(), z.string())),
  };
}
/** An execution waits in front of a locked stage, or has left the place. */
export const WaiterMessage = z.lazy(() =>
  z.object({
    signalbox: z.literal('waiter'),
    key: pipelineKey,
    executionId: z.string(),
    at: z.number(),
    stage: z.string(),
    waits: z.boolean(),
    owns: z.array(z.string()),
    what: z.string(),
  }),
);
export type WaiterMessage = z.infer<typeof WaiterMessage>;

/** A deployment began or ended in a pipeline of this board. */
export const DeployedMessage = z.lazy(() =>
  z.object({ signalbox: z.literal('deployed'), key: boardKey, pipeline: pipelineKey, at: z.number() }),
);
export type DeployedMessage = z.infer<typeof DeployedMessage>;

/** The part of one execution that a digest needs. Instants and spans are milliseconds. */
export const ExecutionReportSchema = z.lazy(() =>
  z.object({
    state: z.enum(['STARTED', 'RESUMED', 'STOPPING', 'SUCCEEDED', 'FAILED', 'STOPPED', 'CANCELED', 'SUPERSEDED']),
    began: z.optional(z.number()),
    ends: z.array(z.number()),
    stages: z.optional(z.array(z.string())),
    failedAt: z.optional(z.number()),
    brokenSince: z.optional(z.number()),
    deployed: z.array(z.tuple([z.string(), z.number(), z.number()])),
    failed: z.array(z.tuple([z.string(), z.number()])),
    flaky: z.array(z.tuple([z.string(), z.string(), z.number(), z.number()])),
    held: z.optional(z.tuple([z.string(), z.number()])),
    waiting: z.optional(z.tuple([z.string(), z.string(), z.number()])),
    lead: z.optional(z.number()),
    revision: z.optional(z.string()),
    rollback: z.optional(z.literal(true)),
    isParallel: z.optional(z.literal(true)),
  }),
);

/** An execution of a route with a digest ended, or stands still. */
export const ReportMessage = z.lazy(() =>
  z.object({
    signalbox: z.literal('report'),
    key: digestKey,
    execution: key,
    at: z.number(),
    report: ExecutionReportSchema,
  }),
);
export type ReportMessage = z.infer<typeof ReportMessage>;

export const Command = z.lazy(() => {
  const globs = z.array(z.string());
  const pipelines = z.object({ pipelines: globs });
  const anyway = z.optional(z.literal(true));
  const order = z.object({
    pipelines: globs,
    stages: z.optional(globs),
    anyway,
    until: z.number(),
    reason: z.string(),
  });
  const release = z.object({ pipeline: z.string(), where: z.optional(globs), ...releaseTerms() });
  const act = z.extend(release, {
    type: z.enum(['retry', 'release', 'stop', 'rollback', 'override-condition']),
    stage: z.optional(z.string()),
    execution: z.optional(z.string()),
    reason: z.optional(z.string()),
  });
  return z.discriminatedUnion('type', [
    z.extend(order, { type: z.literal('freeze'), lock: z.optional(z.literal(true)) }),
    z.extend(order, { type: z.literal('override'), freezes: z.optional(globs) }),
    z.object({ type: z.literal('mute'), pipelines: globs, anyway, until: z.number() }),
    z.object({
      type: z.literal('thaw'),
      what: z.string(),
      locks: z.optional(z.object({ stages: z.optional(globs) })),
      after: z.optional(z.string()),
    }),
    act,
    z.object({ type: z.literal('schedule'), release, at: z.optional(z.number()) }),
    z.object({ type: z.literal('cancel'), what: z.string() }),
    z.extend(pipelines, { type: z.literal('status') }),
    z.extend(pipelines, { type: z.literal('windows') }),
    z.extend(pipelines, { type: z.literal('where') }),
    z.object({
      type: z.literal('revisions'),
      pipeline: z.string(),
      where: z.optional(globs),
      view: z.string(),
    }),
    z.object({
      type: z.literal('why'),
      pipeline: z.string(),
      where: z.optional(globs),
      stage: z.optional(z.string()),
    }),
  ]);
});

/** A typed command, or a button with the same effect. The worker checks the permission. */
export const CommandMessage = z.lazy(() =>
  z.object({
    signalbox: z.literal('command'),
    /** Unique for each press. */
    id: z.string(),
    user: z.string(),
    name: z.optional(z.string()),
    channel: z.string(),
    at: z.number(),
    command: Command,
  }),
);
export type CommandMessage = z.infer<typeof CommandMessage>;

/** A person opened the Home in Slack, or used a control of it. */
export const HomeMessage = z.lazy(() =>
  z.object({
    signalbox: z.literal('home'),
    user: z.string(),
    at: z.number(),
    act: z.optional(z.object({ type: z.enum(['pin', 'unpin', 'mute', 'unmute']), pipeline: pipelineKey })),
    isPress: z.optional(z.boolean()),
  }),
);
export type HomeMessage = z.infer<typeof HomeMessage>;
