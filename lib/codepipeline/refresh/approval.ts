import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  GetPipelineCommand,
  GetPipelineStateCommand,
  type StageState,
} from '@aws-sdk/client-codepipeline';
import type { ApprovalRequest, Approvals, Commit } from '../../core/approval/types.ts';
import { type ExecutionRef, partialExecution } from '../../core/execution/facts.ts';
import { runKey } from '../../core/execution/failed-actions.ts';
import type { RefreshApproval } from '../../core/model/effect.ts';
import type { Input } from '../../core/model/input.ts';
import { failed, isPermanent, learnt, whyOf } from '../api-error.ts';
import { actionFacts, executionAbout } from '../read/api-records.ts';
import { lifeOf } from '../read/approval-expiry.ts';
import { authorsIn, coAuthorsByRevision } from '../read/authors.ts';
import { changesSince, commitOf, describeChanges, MOST_LISTED, type Writers } from '../read/changes.ts';
import { type Fetched, fetchedBy, fetchedIn } from '../read/source-revision.ts';
import { redacted, webLink } from '../read/text.ts';
import { listActions, listRecentActions } from './list-executions.ts';
import { type History, named, newestFirst, readHistory } from './stage-history.ts';

/** Only the approval's own run must be readable. Other details are read again soon if their error may pass.
 *  @throws errors of the SDK when the actions of the execution cannot be read */
export async function refreshApproval(
  client: CodePipelineClient,
  effect: RefreshApproval,
  now: number,
): Promise<Input[]> {
  const { execution: ref, stage, action } = effect;
  const listed = await listActions(client, ref);
  const runs = newestFirst(listed.filter((one) => one.stageName === stage && one.actionName === action));
  const facts = runs.flatMap(actionFacts);
  const [run] = runs;
  if (!run) throw new Error('CodePipeline does not list this approval yet');
  const { actionExecutionId: runId, status } = run;
  if (status !== 'InProgress' || !runId) return learnt(effect, partialExecution(ref, { facts }));

  const missing: unknown[] = [];
  const part = <T>(reading: Promise<T>): Promise<T | undefined> =>
    reading.catch((error) => {
      missing.push(error);
      return undefined;
    });
  const [structure, state, history] = await Promise.all([
    part(client.send(new GetPipelineCommand({ name: ref.pipeline, version: run.pipelineVersion }))),
    part(client.send(new GetPipelineStateCommand({ name: ref.pipeline }))),
    part(readHistory(client, ref, stage)),
  ]);
  const { CustomData, ExternalEntityLink } = run.input?.resolvedConfiguration ?? run.input?.configuration ?? {};
  const life = structure && lifeOf(run, structure);
  // A roll-back fetches and builds nothing itself.
  const target = history?.me?.rollbackMetadata?.rollbackTargetPipelineExecutionId;
  const fetchers = target ? ((await part(listActions(client, { ...ref, executionId: target }))) ?? []) : listed;
  const changes = await readChanges(client, ref, fetchers, history, part);
  const where = { executionId: ref.executionId, stage, action };
  const { artifactAhead } = await import('../read/artifact-ahead.ts');
  const request: ApprovalRequest = {
    runId,
    customData: redacted(CustomData || undefined, 1000),
    link: webLink(ExternalEntityLink),
    expiresAt: life && run.startTime && run.startTime.getTime() + life,
    ...changes,
    behind: await waiting(state?.stageStates ?? [], stage, history, async (executionId) =>
      arrivalOf((await part(listActions(client, { ...ref, executionId }))) ?? []),
    ),
    artifact: artifactAhead(structure?.pipeline?.stages ?? [], where, [...listed, ...fetchers], target),
  };
  const requests: Approvals['requests'] = { [runKey({ name: stage }, { name: action, runId })]: [now, request] };
  const about = history?.me ? executionAbout(history.me) : {};
  const execution = partialExecution(ref, { about, facts, approvals: { requests } });
  const passing = missing.find((error) => !isPermanent(error));
  if (!passing) return learnt(effect, execution);
  return [
    { type: 'seen', execution },
    ...failed(effect, passing, { why: `Some details could not be read: ${whyOf(passing)}` }),
  ];
}

type Part = <T>(reading: Promise<T>) => Promise<T | undefined>;

async function readChanges(
  client: CodePipelineClient,
  ref: ExecutionRef,
  fetchers: ActionExecutionDetail[],
  history: History | undefined,
  part: Part,
): Promise<ReturnType<typeof describeChanges>> {
  const { me, base, earlier = [], isSure = false } = history ?? {};
  const listedSources = me ? fetchedBy(me) : [];
  const own =
    listedSources.length > 0
      ? listedSources
      : fetchedIn(fetchers).map((each) => ({ ...each, executionId: ref.executionId }));
  const had: Fetched[] = base ? fetchedBy(base) : [];
  const changes = changesSince(own, earlier.flatMap(fetchedBy), had);

  const wrote = authorsIn(fetchers);
  const isKnown = changes.every(({ revision }) => wrote.has(revision));
  const recent = isKnown ? [] : ((await part(listRecentActions(client, ref.pipeline))) ?? []);
  const writers: Writers = {
    wrote: new Map([...authorsIn(recent), ...wrote]),
    coAuthors: coAuthorsByRevision([...recent, ...fetchers]),
  };
  return describeChanges(changes, own, had, writers, isSure && own.length > 0);
}

/** Executions that wait in front of the stage, newest first. A stopped one never enters. */
async function waiting(
  stages: StageState[],
  name: string,
  history: History | undefined,
  arrival: (executionId: string) => Promise<number | undefined>,
): Promise<ApprovalRequest['behind']> {
  const { inboundExecution, inboundExecutions } = stages.find(({ stageName }) => stageName === name) ?? {};
  const inbound = inboundExecutions ?? (inboundExecution ? [inboundExecution] : []);
  const ids = inbound.flatMap((each) => (each.status === 'InProgress' ? (each.pipelineExecutionId ?? []) : []));
  const summaries = ids.map((id) => named(history?.listed ?? [], id) ?? { pipelineExecutionId: id });
  return Promise.all(
    newestFirst(summaries)
      .slice(0, MOST_LISTED)
      .map(async (summary) => {
        const { pipelineExecutionId: executionId = '' } = summary;
        const [main] = fetchedBy(summary);
        const commit: Commit = main ? commitOf(main, new Map()) : { executionId };
        return { ...commit, since: await arrival(executionId) };
      }),
  );
}

/** An execution waits from the end of its last action. */
function arrivalOf(actions: ActionExecutionDetail[]): number | undefined {
  return actions.length === 0 ? undefined : Math.max(...actions.map((one) => one.lastUpdateTime?.getTime() ?? 0));
}
