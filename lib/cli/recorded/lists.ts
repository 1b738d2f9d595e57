import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import * as z from 'zod';

/** The lists of CodePipeline in JSON: as the AWS CLI prints them, whole or only their entries, and as `pull` writes them. */
export interface Recorded {
  pipeline?: string;
  account?: string;
  region?: string;
  executions: PipelineExecutionSummary[];
  actions: ActionExecutionDetail[];
}

/** The AWS CLI prints ISO texts or, by its setting cli_timestamp_format, seconds. */
const time = z
  .union([z.iso.datetime({ offset: true }), z.number()])
  .transform((value) => new Date(typeof value === 'number' ? value * 1000 : value));

/** A field of another type counts as absent, as in an event. */
function maybe<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

const text = maybe(z.string());
const texts = maybe(z.record(z.string(), z.string()));
const common = { pipelineExecutionId: z.string().min(1), startTime: maybe(time), lastUpdateTime: maybe(time) };

const Action = z.object({
  ...common,
  actionExecutionId: z.string().min(1),
  stageName: z.string(),
  actionName: z.string(),
  status: text,
  updatedBy: text,
  input: maybe(
    z.object({
      actionTypeId: maybe(z.object({ category: text, provider: text, owner: text, version: text })),
      region: text,
      configuration: texts,
      resolvedConfiguration: texts,
    }),
  ),
  output: maybe(
    z.object({
      outputVariables: texts,
      executionResult: maybe(
        z.object({
          externalExecutionId: text,
          externalExecutionSummary: text,
          externalExecutionUrl: text,
          logStreamARN: text,
          errorDetails: maybe(z.object({ code: text, message: text })),
        }),
      ),
    }),
  ),
});

const Summary = z.object({
  ...common,
  status: z.string(),
  statusSummary: text,
  executionMode: text,
  executionType: text,
  trigger: maybe(z.object({ triggerType: text, triggerDetail: text })),
  stopTrigger: maybe(z.object({ reason: text })),
  rollbackMetadata: maybe(z.object({ rollbackTargetPipelineExecutionId: text })),
  sourceRevisions: maybe(
    z.array(z.object({ actionName: text, revisionId: text, revisionSummary: text, revisionUrl: text })),
  ),
});

const File = z.object({
  pipeline: text,
  account: text,
  region: text,
  pipelineExecutionSummaries: z.array(z.unknown()).optional(),
  actionExecutionDetails: z.array(z.unknown()).optional(),
});

/** @returns undefined if the content is something else, such as an event */
export function recordedIn(content: unknown): Recorded | undefined {
  const file = File.safeParse(content);
  if (!file.success) return undefined;
  const { pipelineExecutionSummaries, actionExecutionDetails, ...where } = file.data;
  if (pipelineExecutionSummaries === undefined && actionExecutionDetails === undefined) return entry(content);
  return {
    ...where,
    executions: (pipelineExecutionSummaries ?? []).flatMap((one) => entry(one)?.executions ?? []),
    actions: (actionExecutionDetails ?? []).flatMap((one) => entry(one)?.actions ?? []),
  };
}

function entry(content: unknown): Recorded | undefined {
  const action = Action.safeParse(content);
  if (action.success) return { executions: [], actions: [action.data as ActionExecutionDetail] };
  const summary = Summary.safeParse(content);
  return summary.success ? { executions: [summary.data as PipelineExecutionSummary], actions: [] } : undefined;
}
