import type { ActionExecutionDetail, S3Location } from '@aws-sdk/client-codepipeline';
import type { Built } from '../../core/where/artifact.ts';
import { cut } from './text.ts';

/** An artifact that a deploy action took, or will take. */
export interface Taken {
  name: string;
  executionId: string;
  /** The execution that built it: of a roll-back, its target. */
  origin: string;
  /** Start of the action; infinite if it is still to come. */
  at: number;
  location?: S3Location;
  producer?: Producer;
}

export interface Producer {
  /** Absent while the build is still to come. */
  runId?: string;
  /** Infinite while the build is still to come. */
  endedAt: number;
  isSource: boolean;
  /** Equal where two runs made one thing: the revision of a source, the digest of an image. */
  content?: string;
  built: Built;
}

/** What the deploy actions of the stage took, each in its last run that succeeded, newest first.
 *  @returns undefined if no such run is listed */
export function takenIn(
  actions: ActionExecutionDetail[],
  stage: string,
  executionId: string,
  origin = executionId,
): Taken[] | undefined {
  const runs = actions.filter(
    (one) => one.pipelineExecutionId === executionId && one.stageName === stage && isDeploy(one) && hasSucceeded(one),
  );
  if (runs.length === 0) return undefined;
  const last = new Map(runs.toSorted((a, b) => startOf(a) - startOf(b)).map((run) => [run.actionName, run]));
  const taken = [...last.values()].flatMap((run) =>
    (run.input?.inputArtifacts ?? []).flatMap(({ name, s3location }): Taken[] => {
      const at = startOf(run);
      if (name === undefined) return [];
      return [
        {
          name,
          executionId,
          origin,
          at,
          location: s3location,
          producer: producerOf(actions, name, [executionId, origin], at),
        },
      ];
    }),
  );
  return taken.toSorted((a, b) => b.at - a.at);
}

/** The last run that made it before the instant. A roll-back builds only what its one stage builds. The names of artifacts are
 *  unique in a pipeline. Their place in S3 proves nothing: each Region has a copy, and a retry may write to the same place.
 *  @param among ids of executions */
export function producerOf(
  actions: ActionExecutionDetail[],
  name: string,
  among: string[],
  before: number,
): Producer | undefined {
  const runs = actions.filter(
    (one) =>
      among.includes(one.pipelineExecutionId ?? '') && hasSucceeded(one) && endOf(one) <= before && makes(one, name),
  );
  const [run] = runs.toSorted((a, b) => endOf(b) - endOf(a));
  if (!run) return undefined;
  const isSource = run.input?.actionTypeId?.category === 'Source';
  const built = { ...builtBy(run), ...(isSource && { fetched: true as const }) };
  const revision = isSource ? run.output?.executionResult?.externalExecutionId : undefined;
  const content = revision ?? built.version;
  return { runId: run.actionExecutionId, endedAt: endOf(run), isSource, content, built };
}

function makes({ output }: ActionExecutionDetail, artifact: string): boolean {
  return output?.outputArtifacts?.some(({ name }) => name === artifact) ?? false;
}

/** Output variables of the ECR source, of ECRBuildAndPublish and of the S3 source. */
function builtBy({ pipelineExecutionId, stageName = '', actionName = '', output }: ActionExecutionDetail): Built {
  const { ImageDigest, ECRImageDigestId, VersionId, ImageTag } = output?.outputVariables ?? {};
  return {
    executionId: pipelineExecutionId,
    stage: stageName,
    action: actionName,
    version: cut(ImageDigest || ECRImageDigestId || VersionId || undefined, 200),
    tag: cut(ImageTag || undefined, 128),
  };
}

function isDeploy({ input }: ActionExecutionDetail): boolean {
  return input?.actionTypeId?.category === 'Deploy';
}

function hasSucceeded({ status }: ActionExecutionDetail): boolean {
  return status === 'Succeeded';
}

function startOf({ startTime }: ActionExecutionDetail): number {
  return startTime?.getTime() ?? 0;
}

function endOf({ lastUpdateTime, startTime }: ActionExecutionDetail): number {
  return (lastUpdateTime ?? startTime)?.getTime() ?? 0;
}
