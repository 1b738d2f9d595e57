import type { ActionExecutionDetail, PipelineExecutionSummary, StageState } from '@aws-sdk/client-codepipeline';
import { commitUrl } from '../../core/execution/change.ts';
import { changeTitle } from '../../core/execution/change-title.ts';
import type { ArtifactProof } from '../../core/where/artifact.ts';
import type { AttemptStatus, Deployed, DeployedRevision, Deployment, Drift } from '../../core/where/deployment.ts';
import { proofOf } from './artifact-proof.ts';
import { takenIn } from './artifacts.ts';
import { authorsIn } from './authors.ts';
import { changesSince, compareLink } from './changes.ts';
import { type Fetched, fetchedBy } from './source-revision.ts';
import { cut, webLink } from './text.ts';

export interface Listed {
  states: StageState[];
  /** Newest first. */
  executions: PipelineExecutionSummary[];
  /** Newest first, of all stages. */
  actions: ActionExecutionDetail[];
  /** Ids of the executions that succeeded in a stage, by stage, newest first. Needed where the newest did not succeed. */
  succeeded: Map<string, string[]>;
}

/** @param deploying the stages that deploy, in their order */
export function deploymentsIn(deploying: string[], listed: Listed): Deployment[] {
  const deployments = deploying.map((stage) => deploymentIn(stage, listed));
  return deployments.map((deployment, index) => {
    const before = deployments.slice(0, index).findLast(({ current }) => current !== undefined);
    if (!before) return { ...deployment, drift: undefined };
    const drift = driftOf(deployment, before, listed);
    return { ...deployment, drift, artifact: artifactOf(deployment, before, drift, listed) };
  });
}

/** An execution brings what it took to the stage before. What runs there now, perhaps by another execution, is compared
 *  only where both fetched the same: other revisions are other artifacts. */
function artifactOf(
  { stage, current }: Deployment,
  before: Deployment,
  drift: Drift | undefined,
  { actions, ...listed }: Listed,
): ArtifactProof | undefined {
  if (!current || !before.current) return undefined;
  const [origin, other] = [current, before.current].map(({ executionId }) => {
    return originOf(executionId, listed)?.pipelineExecutionId ?? executionId;
  });
  const here = takenIn(actions, stage, current.executionId, origin);
  const now = takenIn(actions, before.stage, before.current.executionId, other);
  if (drift?.type === 'same') return proofOf(before.stage, now, here);
  const own = proofOf(before.stage, takenIn(actions, before.stage, origin ?? ''), here);
  return own?.type === 'other' ? own : undefined;
}

export function hasSucceeded(state: StageState | undefined): boolean {
  return state?.latestExecution?.status === 'Succeeded';
}

function deploymentIn(stage: string, listed: Listed): Deployment {
  const state = listed.states.find(({ stageName }) => stageName === stage);
  const { pipelineExecutionId: latest, status } = state?.latestExecution ?? {};
  const id = hasSucceeded(state) ? latest : lastSuccess(stage, listed);
  const attempt = latest !== undefined && latest !== id ? attemptOf(status) : undefined;
  return {
    stage,
    current: id === undefined ? undefined : deployed(stage, id, listed),
    attempt: attempt && { executionId: latest ?? '', status: attempt, revisions: revisionsOf(latest ?? '', listed) },
  };
}

/** An execution that a roll-back overtook may pass the stage after it, so the order in which they began says nothing. */
function lastSuccess(stage: string, { actions, succeeded }: Listed): string | undefined {
  const ids = succeeded.get(stage) ?? [];
  const here = actions.filter(({ stageName, pipelineExecutionId = '' }) => {
    return stageName === stage && ids.includes(pipelineExecutionId);
  });
  const newest = here.toSorted((a, b) => startOf(b) - startOf(a))[0];
  return newest?.pipelineExecutionId ?? ids[0];
}

function attemptOf(status: string | undefined): AttemptStatus | undefined {
  if (status === 'Failed') return 'failed';
  if (status === 'InProgress' || status === 'Stopping') return 'running';
  return status === 'Skipped' || status === undefined ? undefined : 'stopped';
}

export function deployed(stage: string, executionId: string, listed: Listed): Deployed {
  const ends = listed.actions
    .filter((action) => action.stageName === stage && action.pipelineExecutionId === executionId)
    .flatMap(({ lastUpdateTime }) => lastUpdateTime?.getTime() ?? []);
  const rolledBack = executionOf(executionId, listed)?.executionType === 'ROLLBACK';
  return {
    executionId,
    revisions: revisionsOf(executionId, listed),
    since: ends.length > 0 ? Math.max(...ends) : undefined,
    ...(rolledBack && { rolledBack }),
  };
}

function revisionsOf(executionId: string, listed: Listed): DeployedRevision[] {
  const wrote = authorsIn(listed.actions);
  return fetched(executionId, listed).map(({ source, revision, message, url, provider }) => ({
    source,
    revision: cut(revision, 200) ?? '',
    title: cut(changeTitle(message) || undefined, 80),
    url: webLink(commitUrl({ revision, url, provider })),
    author: wrote.get(revision)?.name,
  }));
}

/** A roll-back runs what its target fetched. */
function fetched(executionId: string, listed: Listed): Fetched[] {
  const origin = originOf(executionId, listed);
  return origin ? fetchedBy(origin) : [];
}

export function originOf(
  executionId: string,
  listed: Pick<Listed, 'executions'>,
): PipelineExecutionSummary | undefined {
  const found = executionOf(executionId, listed);
  const target = found?.rollbackMetadata?.rollbackTargetPipelineExecutionId;
  return target === undefined ? found : (executionOf(target, listed) ?? found);
}

function executionOf(id: string, { executions }: Pick<Listed, 'executions'>): PipelineExecutionSummary | undefined {
  return executions.find(({ pipelineExecutionId }) => pipelineExecutionId === id);
}

function driftOf({ current }: Deployment, before: Deployment, listed: Listed): Drift | undefined {
  const [here, there] = [current, before.current].map((one) => one && originOf(one.executionId, listed));
  if (!here || !there) return undefined;
  const as = before.stage;
  const [base, own] = [fetchedBy(here), fetchedBy(there)];
  if (changesSince(own, [], base).length === 0) return { type: 'same', as };
  if (startOf(here) > startOf(there)) return { type: 'ahead', as };
  const between = listed.executions.filter((one) => {
    return startOf(one) > startOf(here) && startOf(one) < startOf(there) && one.executionType !== 'ROLLBACK';
  });
  const changes = changesSince(own, between.flatMap(fetchedBy), base);
  const wrote = authorsIn(listed.actions);
  const people = new Set(changes.flatMap(({ revision }) => wrote.get(revision)?.name ?? []));
  const first = changes.at(-1);
  const brought = listed.executions.findLast(({ pipelineExecutionId }) => pipelineExecutionId === first?.executionId);
  return {
    type: 'behind',
    as,
    changes: changes.length,
    people: people.size,
    oldest: brought?.startTime?.getTime(),
    url: compareLink(changes, base),
  };
}

function startOf({ startTime }: { startTime?: Date }): number {
  return startTime?.getTime() ?? 0;
}
