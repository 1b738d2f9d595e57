import {
  type CodePipelineClient,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  type PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import {
  type Execution,
  type ExecutionDetails,
  type ExecutionRef,
  type Fact,
  partialExecution,
} from '../../core/execution/facts.ts';
import { isSha } from '../../core/execution/repository.ts';
import type { RefreshExecution } from '../../core/model/effect.ts';
import { isGone } from '../api-error.ts';
import {
  actionFacts,
  executionAbout,
  executionFacts,
  failuresBefore,
  followsRollback,
  overtakenAt,
  stageFacts,
} from '../read/api-records.ts';
import { authorsBySource } from '../read/authors.ts';
import { commitDates } from '../read/commit-date.ts';
import { comparedWithLastSuccess } from '../read/compare-links.ts';
import { fetchedBranches } from '../read/source-branches.ts';
import { conditionsIn } from '../read/stage-conditions.ts';
import { waitingIn } from '../read/waiting.ts';
import { executionPages, listActions } from './list-executions.ts';
import { hasTarget } from './rollback-target.ts';

export async function refreshExecutionOrGone(
  client: CodePipelineClient,
  {
    execution,
    attempt,
    newest,
    isComplete,
    authors,
  }: Pick<RefreshExecution, 'execution' | 'attempt' | 'newest' | 'isComplete' | 'authors'>,
  asOf?: number,
): Promise<Execution> {
  try {
    if (isComplete) return await readFromList(client, execution, attempt);
    return await refreshExecution(client, execution, attempt, asOf, authors);
  } catch (error) {
    if (isGone(error)) return partialExecution(execution, { about: { gone: newest } });
    throw error;
  }
}

/** Reads the actual state with three calls. The stage states are optional.
 *  @param asOf the instant of the read, if it may show why the execution waits
 *  @throws errors of the SDK when the actions or the execution cannot be read */
export async function refreshExecution(
  client: CodePipelineClient,
  ref: ExecutionRef,
  attempt: number,
  asOf?: number,
  withAuthors = false,
): Promise<Execution> {
  const { pipeline, executionId } = ref;
  const [listed, summaries, state] = await Promise.all([
    listActions(client, ref),
    listedUntil(client, ref),
    client.send(new GetPipelineStateCommand({ name: pipeline })).catch(() => undefined),
  ]);
  const me = summaries.find(isFor(ref)) ?? (await older(client, ref));

  const actions = listed.flatMap(actionFacts);
  const execution = executionFacts(me, attempt).map((fact) => dated(fact, actions));
  const stages = stageFacts(state?.stageStates ?? [], executionId, attempt, actions, execution);
  const restorable = asOf === undefined ? undefined : await restorableIn(client, pipeline, me, [...stages, ...actions]);
  return partialExecution(ref, {
    about: {
      ...(asOf !== undefined && restorable ? { restorable: [asOf, restorable] } : {}),
      ...aboutOf(me, summaries, ref),
      committed: commitDates(listed),
      branches: fetchedBranches(listed),
      ...(asOf !== undefined && state?.stageStates
        ? {
            waiting: [asOf, waitingIn(state.stageStates, executionId, summaries)],
            conditions: [asOf, conditionsIn(state.stageStates, executionId)],
          }
        : {}),
      ...(asOf !== undefined && withAuthors ? { authors: [asOf, authorsBySource(listed)] } : {}),
    },
    facts: [...execution, ...stages, ...actions],
  });
}

/** What no event has, with one call: the changes, and the executions before and after this one. A second call reads the
 *  dates of the commits for the figures of a success. */
async function readFromList(client: CodePipelineClient, ref: ExecutionRef, attempt: number): Promise<Execution> {
  const summaries = await listedUntil(client, ref);
  const me = summaries.find(isFor(ref)) ?? (await older(client, ref));
  const committed = isUndated(me) ? await listActions(client, ref).then(commitDates, () => undefined) : undefined;
  return partialExecution(ref, {
    about: { ...aboutOf(me, summaries, ref), ...(committed && { committed }) },
    facts: executionFacts(me, attempt),
  });
}

/** The event of a Git trigger has the date, and only a commit has one. */
function isUndated({ status, trigger, executionType, sourceRevisions = [] }: PipelineExecutionSummary): boolean {
  const isCommit = sourceRevisions.some(({ revisionId }) => isSha(revisionId));
  return status === 'Succeeded' && executionType !== 'ROLLBACK' && trigger?.triggerType !== 'WebhookV2' && isCommit;
}

function listedUntil(client: CodePipelineClient, ref: ExecutionRef): Promise<PipelineExecutionSummary[]> {
  return executionPages(client, ref.pipeline).until((found) => found.some(isFor(ref)));
}

function isFor({ executionId }: ExecutionRef): (summary: PipelineExecutionSummary) => boolean {
  return ({ pipelineExecutionId }) => pipelineExecutionId === executionId;
}

function aboutOf(
  me: PipelineExecutionSummary,
  summaries: PipelineExecutionSummary[],
  { executionId }: ExecutionRef,
): ExecutionDetails {
  return {
    ...executionAbout(me),
    before: failuresBefore(summaries, executionId),
    followsRollback: followsRollback(summaries, executionId),
    compare: comparedWithLastSuccess(summaries, executionId),
    overtaken: overtakenAt(summaries, executionId),
  };
}

/** @returns failed stages with a deployment and an earlier success; undefined if that could not be read */
async function restorableIn(
  client: CodePipelineClient,
  pipeline: string,
  me: PipelineExecutionSummary,
  facts: Fact[],
): Promise<string[] | undefined> {
  if (me.status !== 'Failed') return [];
  const failed = new Set(
    facts.flatMap((fact) => (fact.type === 'stage' && fact.state === 'FAILED' ? [fact.stage] : [])),
  );
  const deployed = facts.flatMap((fact) => (fact.type === 'action' && fact.category === 'Deploy' ? [fact.stage] : []));
  const stages = [...new Set(deployed)].filter((stage) => failed.has(stage));
  try {
    const found = await Promise.all(stages.map((stage) => hasTarget(client, pipeline, stage, me)));
    return stages.filter((_, index) => found[index]);
  } catch {
    return undefined;
  }
}

/** For an execution that is not among the newest 1,000. This call returns no times. */
async function older(client: CodePipelineClient, ref: ExecutionRef): Promise<PipelineExecutionSummary> {
  const { pipeline: pipelineName, executionId: pipelineExecutionId } = ref;
  const { pipelineExecution } = await client.send(
    new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }),
  );
  const { artifactRevisions: _, ...summary } = pipelineExecution ?? {};
  return summary;
}

function dated(fact: Fact, actions: Fact[]): Fact {
  return fact.at > 0 ? fact : { ...fact, at: Math.max(0, ...actions.map((action) => action.at)) };
}
