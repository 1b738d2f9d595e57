import { BatchGetBuildBatchesCommand, BatchGetBuildsCommand, CodeBuildClient } from '@aws-sdk/client-codebuild';
import type { Aws } from '../../ask-aws.ts';
import { readLog } from '../../log/read-log.ts';
import { type FailedAction, type Finding, provider } from '../../provider.ts';
import { explainMessage } from '../message-only/message.ts';
import { causeOf, contextOf } from './cause.ts';
import { readFailedCommand } from './command.ts';
import { readLastSuccess } from './last-success.ts';
import { type Batch, Batches, type Build, Builds, failedGroup, failedPhase, type Phase } from './records.ts';
import { type FailedTests, readFailedTests } from './tests.ts';

interface Records {
  build?: Build;
  batch?: Batch;
  lines?: string[];
  lastSuccess?: string[];
  tests?: FailedTests;
}

/** Builds, and the builds of a batch. The phases name the failed step; reports and log give the reason. */
export const codebuild = provider<Records>({
  async fetch(action, aws) {
    const id = buildId(action.externalId);
    if (id === undefined || neverStarted(action)) return {};
    const client = new CodeBuildClient(aws.config);
    const { build, batch } = isBatch(action)
      ? await readBatch(aws, client, id)
      : await readBuildOrBatch(aws, client, id);
    const phase = failedPhase(build?.phases);
    if (build === undefined || phase === undefined) return { build, batch };
    const reportArns = phase.phaseStatus === 'FAILED' ? build.reportArns : [];
    const [lines, tests] = await Promise.all([
      readBuildLog(aws, build, phase, reportArns.length > 0),
      readFailedTests(aws, client, reportArns),
    ]);
    const lastSuccess = lines?.length ? await readLastSuccess(aws, action, build, phase) : undefined;
    return { build, batch, lines, lastSuccess, tests };
  },

  explain({ build, batch, lines = [], lastSuccess, tests }, action) {
    if (neverStarted(action)) return notStarted(action);
    const phase = failedPhase(build?.phases) ?? failedPhase(batch?.phases);
    if (phase === undefined) return undefined;
    const limits = build ?? { timeoutInMinutes: batch?.buildTimeoutInMinutes, queuedTimeoutInMinutes: undefined };
    const { cause, ...proof } = causeOf({ phase, build: limits, lines, lastSuccess, tests });
    const group = batch && failedGroup(batch)?.identifier;
    return {
      cause: group ? `${cause} (build ${group} of the batch)` : cause,
      codes: [
        contextOf(phase)?.statusCode ?? [],
        phase.phaseStatus === 'FAILED' ? [] : (phase.phaseStatus ?? []),
      ].flat(),
      phase: phase.phaseType,
      ...proof,
      links: linksOf(action, build),
    };
  },
});

/** `project:uuid`, also at the end of an ARN. */
function buildId(id: string | undefined): string | undefined {
  const [last] = id?.split('/').slice(-1) ?? [];
  return last?.includes(':') ? last : undefined;
}

function isBatch({ configuration, summary = '' }: FailedAction): boolean {
  return configuration.BatchEnabled === 'true' || /\bbatch\b/i.test(summary);
}

/** The action does not state whether its id is that of a batch. */
async function readBuildOrBatch(aws: Aws, client: CodeBuildClient, id: string): Promise<Records> {
  const answer = await readBuilds(aws, client, id);
  if (answer === undefined || answer.builds.length > 0) return { build: answer?.builds[0] };
  return readBatch(aws, client, id);
}

function readBuilds(aws: Aws, client: CodeBuildClient, id: string) {
  return aws.ask('the build', () => client.send(new BatchGetBuildsCommand({ ids: [id] })), Builds);
}

async function readBatch(aws: Aws, client: CodeBuildClient, id: string): Promise<Records> {
  const read = async () => {
    const answer = await client.send(new BatchGetBuildBatchesCommand({ ids: [id] }));
    if (!answer.buildBatches?.length) throw new Error('CodeBuild no longer has it');
    return answer;
  };
  const batch = (await aws.ask('the build', read, Batches))?.buildBatches[0];
  const failed = batch && buildId(failedGroup(batch)?.currentBuildSummary?.arn);
  const build = failed === undefined ? undefined : (await readBuilds(aws, client, failed))?.builds[0];
  return { batch, build };
}

/** No log before the container starts. More than its end is read only if it alone has the reason. */
async function readBuildLog(
  aws: Aws,
  { logs }: Build,
  phase: Phase,
  hasReports: boolean,
): Promise<string[] | undefined> {
  const { groupName: group, streamName: stream } = logs ?? {};
  if (!group || !stream || ['SUBMITTED', 'QUEUED', 'PROVISIONING'].includes(phase.phaseType ?? '')) return undefined;
  const command = readFailedCommand(contextOf(phase)?.message ?? '')?.command;
  return readLog(aws, { group, stream }, { command, pages: command && !hasReports ? 3 : 1 });
}

const NOT_STARTED = /^Error calling startBuild(?:Batch)?:\s*/;

/** No build exists then, whatever the id. */
function neverStarted({ message, summary }: FailedAction): boolean {
  return [message, summary].some((text) => text !== undefined && NOT_STARTED.test(text));
}

function notStarted(action: FailedAction): Finding | undefined {
  const finding = explainMessage(action);
  return finding && { ...finding, cause: `No build could be started: ${finding.cause.replace(NOT_STARTED, '')}` };
}

function linksOf({ url }: FailedAction, build: Build | undefined): Finding['links'] {
  const { groupName, deepLink, s3DeepLink } = build?.logs ?? {};
  // Without a log the link still exists, and leads to a group called null.
  const log = groupName ? deepLink : s3DeepLink;
  return [...(url ? [{ label: 'Build', url }] : []), ...(log ? [{ label: 'Full log', url: log }] : [])];
}
