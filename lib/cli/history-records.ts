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

const common = { pipelineExecutionId: z.string().min(1), startTime: time.optional(), lastUpdateTime: time.optional() };
const Action = z.looseObject({
  ...common,
  actionExecutionId: z.string().min(1),
  stageName: z.string(),
  actionName: z.string(),
});
const Summary = z.looseObject({ ...common, status: z.string() });
const place = z.string().optional().catch(undefined);
const File = z.object({
  pipeline: place,
  account: place,
  region: place,
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
