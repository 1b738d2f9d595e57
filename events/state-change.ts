import * as z from 'zod/mini';

/** From the User Guide and from captured events. Only the fields that identify the execution are required. */

export const pipelineStates = [
  'STARTED',
  'RESUMED',
  'SUCCEEDED',
  'FAILED',
  'STOPPING',
  'STOPPED',
  'CANCELED',
  'SUPERSEDED',
] as const;
export const stageStates = ['STARTED', 'RESUMED', 'SUCCEEDED', 'FAILED', 'STOPPING', 'STOPPED', 'CANCELED'] as const;
export const actionStates = ['STARTED', 'SUCCEEDED', 'FAILED', 'CANCELED', 'ABANDONED'] as const;

/** A value of an undocumented type counts as absent: the alert matters more than the field. */
function maybe<T extends z.ZodMiniType>(schema: T) {
  return z.catch(z.optional(schema), undefined);
}

const text = maybe(z.string());
const number = maybe(z.number());

const StartedBy = z.lazy(() => z.object({ 'trigger-type': z.string(), 'trigger-detail': text }));
const GitTrigger = z.lazy(() =>
  z.object({
    'author-display-name': text,
    'author-email': text,
    'author-id': text,
    'author-date': text,
    'full-repository-name': text,
    'provider-type': text,
    'commit-id': z.string(),
    'commit-message': text,
    'branch-name': text,
    'tag-name': text,
    'connection-arn': text,
  }),
);

const Artifacts = z.lazy(() =>
  maybe(z.array(z.object({ name: text, s3location: maybe(z.object({ bucket: z.string(), key: z.string() })) }))),
);

const about = {
  pipeline: z.string().check(z.minLength(1)),
  'execution-id': z.string().check(z.minLength(1)),
  'start-time': text,
  version: number,
  'pipeline-execution-attempt': number,
};

const PipelineDetail = z.lazy(() =>
  z.object({
    ...about,
    state: maybe(z.enum(pipelineStates)),
    'execution-trigger': maybe(z.union([StartedBy, GitTrigger])),
    'stop-execution-comments': text,
    'execution-type': text,
    'rollback-target-pipeline-execution-id': text,
  }),
);

const StageDetail = z.lazy(() =>
  z.object({
    ...about,
    state: maybe(z.enum(stageStates)),
    stage: z.string().check(z.minLength(1)),
    'stage-last-retry-attempt-time': text,
  }),
);

const ActionDetail = z.lazy(() =>
  z.object({
    ...about,
    state: maybe(z.enum(actionStates)),
    stage: z.string().check(z.minLength(1)),
    action: z.string().check(z.minLength(1)),
    'action-execution-id': text,
    region: text,
    type: maybe(z.object({ owner: text, category: text, provider: text, version: text })),
    'input-artifacts': Artifacts,
    'output-artifacts': Artifacts,
    'execution-result': maybe(
      z.object({
        'external-execution-url': text,
        'external-execution-summary': text,
        'external-execution-id': text,
        'error-code': text,
      }),
    ),
  }),
);

const envelope = { id: text, account: text, region: text, time: text, resources: maybe(z.array(z.string())) };

export const StateChange = z.discriminatedUnion('detail-type', [
  z.object({
    ...envelope,
    'detail-type': z.literal('CodePipeline Pipeline Execution State Change'),
    detail: PipelineDetail,
  }),
  z.object({
    ...envelope,
    'detail-type': z.literal('CodePipeline Stage Execution State Change'),
    detail: StageDetail,
  }),
  z.object({
    ...envelope,
    'detail-type': z.literal('CodePipeline Action Execution State Change'),
    detail: ActionDetail,
  }),
]);
export type StateChange = z.infer<typeof StateChange>;
