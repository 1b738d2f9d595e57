import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CodePipelineClient, ListActionExecutionsCommand } from '@aws-sdk/client-codepipeline';
import * as z from 'zod/mini';
import type { Aws } from '../../ask-aws.ts';
import type { FailedAction } from '../../provider.ts';
import { filled, listOf, part, text } from '../lenient-schema.ts';
import { contextOf } from './cause.ts';
import { readFailedCommand } from './command.ts';
import type { Build, Phase } from './records.ts';

const Runs = z.object({
  actionExecutionDetails: listOf(
    z.object({
      stageName: text,
      actionName: text,
      status: text,
      output: part({ executionResult: part({ externalExecutionId: filled }) }),
    }),
  ),
});
type Run = z.output<typeof Runs>['actionExecutionDetails'][number];

const Page = z.object({ events: listOf(z.object({ message: text })) });

/** A diagnosis makes at most five calls; this makes two of them. */
const CALLS_BEFORE = 3;

/** The end of the log of the last successful build of the same action and project. CodeBuild names the log stream
 *  after the build, so no call is needed to find it. */
export async function readLastSuccess(
  aws: Aws,
  action: FailedAction,
  { logs }: Build,
  phase: Phase,
): Promise<string[] | undefined> {
  const failed = buildIn(action.externalId);
  const { groupName: group, streamName: stream } = logs ?? {};
  const hasCommand = readFailedCommand(contextOf(phase)?.message ?? '') !== undefined;
  if (!failed || !group || !stream?.endsWith(failed.id) || !hasCommand || aws.calls() > CALLS_BEFORE) return undefined;
  const list = new ListActionExecutionsCommand({ pipelineName: action.pipeline, maxResults: 100 });
  const runs = await aws.askOptional(() => new CodePipelineClient(aws.config).send(list), Runs);
  const success = runs?.actionExecutionDetails
    .filter((run) => isSuccessOf(action, run))
    .map(({ output }) => buildIn(output?.executionResult?.externalExecutionId))
    .find((build) => build?.project === failed.project);
  if (!success) return undefined;
  const get = new GetLogEventsCommand({
    logGroupName: group,
    logStreamName: stream.slice(0, -failed.id.length) + success.id,
    startFromHead: false,
    limit: 10_000,
  });
  const page = await aws.askOptional(() => new CloudWatchLogsClient(aws.config).send(get), Page);
  return page?.events.map(({ message = '' }) => message);
}

function isSuccessOf({ stage, action }: FailedAction, run: Run): boolean {
  return run.status === 'Succeeded' && run.stageName === stage && run.actionName === action;
}

/** `project:uuid`, also at the end of an ARN. */
function buildIn(externalId: string | undefined): { project: string; id: string } | undefined {
  const [project, id] = externalId?.split('/').at(-1)?.split(':') ?? [];
  return project && id ? { project, id } : undefined;
}
