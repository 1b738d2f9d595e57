import {
  type ActionState,
  type CodePipelineClient,
  GetPipelineCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  type PipelineDeclaration,
  type StageState,
} from '@aws-sdk/client-codepipeline';
import type { PipelineCondition, PipelineSnapshot, StageSnapshot } from '../../core/command/shared-state.ts';
import type { PipelineRef } from '../../core/freeze/transitions.ts';
import { isGone } from '../api-error.ts';
import { currentCondition } from '../read/stage-conditions.ts';
import { readDeployments } from './deployments.ts';
import { readTags } from './pipeline.ts';
import { inboundIn } from './transitions.ts';

/** The most urgent thing about a pipeline. */
export interface Condition extends Pick<PipelineSnapshot, 'condition' | 'stage' | 'since' | 'executionId'> {
  condition: PipelineCondition;
}

export function conditionOf(stages: StageState[]): Condition {
  return (
    failed(stages) ??
    awaitingApproval(stages) ??
    held(stages) ??
    heldByCondition(stages) ??
    running(stages) ??
    atRest(stages)
  );
}

function failed(stages: StageState[]): Condition | undefined {
  const stage = stages.findLast(({ latestExecution }) => latestExecution?.status === 'Failed');
  if (!stage) return undefined;
  const actions = (stage.actionStates ?? []).filter(({ latestExecution: one }) => one?.status === 'Failed');
  return { ...at(stage, latestChange(actions)), condition: 'failed' };
}

function awaitingApproval(stages: StageState[]): Condition | undefined {
  const stage = stages.find(hasApproval);
  if (!stage) return undefined;
  return { ...at(stage, latestChange((stage.actionStates ?? []).filter(isApproval))), condition: 'waits for approval' };
}

function held(stages: StageState[]): Condition | undefined {
  const stage = stages.find((one, index) => index > 0 && isClosed(one) && inboundIn(one).length > 0);
  if (!stage) return undefined;
  const since = stage.inboundTransitionState?.lastChangedAt?.getTime();
  return { condition: 'held', stage: stage.stageName, since, executionId: inboundIn(stage)[0] };
}

function heldByCondition(stages: StageState[]): Condition | undefined {
  const [condition] = stages.flatMap((stage) => currentCondition(stage) ?? []).filter(({ state }) => state === 'waits');
  if (!condition) return undefined;
  const { stage, since, executionId } = condition;
  return { condition: 'held', stage, since, executionId };
}

function running(stages: StageState[]): Condition | undefined {
  const stage = stages.findLast(({ latestExecution }) => latestExecution?.status === 'InProgress');
  return stage && { ...at(stage, latestChange(stage.actionStates ?? [])), condition: 'running' };
}

function atRest(stages: StageState[]): Condition {
  const last = stages.findLast(({ latestExecution }) => latestExecution !== undefined);
  if (!last) return { condition: 'never ran' };
  const isGood = last.latestExecution?.status === 'Succeeded';
  return { ...at(last, latestChange(last.actionStates ?? [])), condition: isGood ? 'succeeded' : 'stopped' };
}

function at({ stageName, latestExecution }: StageState, since: number | undefined) {
  return { stage: stageName, since, executionId: latestExecution?.pipelineExecutionId };
}

function latestChange(actions: ActionState[]): number | undefined {
  const times = actions.flatMap(({ latestExecution }) => latestExecution?.lastStatusChange?.getTime() ?? []);
  return times.length > 0 ? Math.max(...times) : undefined;
}

/** Only an approval that waits has a token. */
function isApproval({ latestExecution }: ActionState): boolean {
  return latestExecution?.status === 'InProgress' && latestExecution.token !== undefined;
}

function hasApproval({ actionStates = [] }: StageState): boolean {
  return actionStates.some(isApproval);
}

function isClosed({ inboundTransitionState }: StageState): boolean {
  return inboundTransitionState?.enabled === false;
}

export async function readStages(client: CodePipelineClient, name: string): Promise<StageState[] | undefined> {
  try {
    const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name }));
    return stageStates;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

interface Wanted {
  tags: boolean;
  running: boolean;
  deployments?: true;
  revisions?: true;
}

/** @param known the stages, if they were just read; undefined if the pipeline does not exist */
export async function readPipeline(
  client: CodePipelineClient,
  name: string,
  wanted: Wanted,
  known?: StageState[],
): Promise<PipelineSnapshot | undefined> {
  try {
    const [{ pipeline, metadata }, stages, executions] = await Promise.all([
      client.send(new GetPipelineCommand({ name })),
      known ?? readStages(client, name),
      wanted.running ? recentExecutions(client, name) : [],
    ]);
    if (!stages) return undefined;
    const [, , , region = '', account = ''] = metadata?.pipelineArn?.split(':') ?? [];
    const ref: PipelineRef = { account, region, pipeline: name };
    const tags = wanted.tags ? await tagsOf(client, ref) : undefined;
    const mode = pipeline?.executionMode;
    const going = executions.filter(({ status }) => status === 'InProgress');
    return {
      ref,
      tags,
      mode,
      stages: stages.length > 0 ? stages.flatMap(stageOf) : declaredIn(pipeline),
      ...(wanted.deployments && { deployments: await readDeployments(client, name, pipeline, stages) }),
      ...(wanted.revisions && { sources: await sourcesIn(client, name, pipeline) }),
      running: going.flatMap(({ pipelineExecutionId }) => pipelineExecutionId ?? []),
      ...(mode === 'PARALLEL' ? parallelCondition(executions) : conditionOf(stages)),
    };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

async function sourcesIn(client: CodePipelineClient, name: string, declaration: PipelineDeclaration | undefined) {
  const { readSourceRevisions } = await import('./source-revisions.ts');
  return readSourceRevisions(client, name, declaration);
}

type Executions = Awaited<ReturnType<typeof recentExecutions>>;

async function recentExecutions(client: CodePipelineClient, pipelineName: string) {
  const listed = await client.send(new ListPipelineExecutionsCommand({ pipelineName, maxResults: 100 }));
  return listed.pipelineExecutionSummaries ?? [];
}

/** In PARALLEL mode the stages show no executions; the newest execution that ended says how the pipeline is. */
function parallelCondition(executions: Executions): Partial<Condition> {
  const [newest] = executions;
  if (!newest) return {};
  const ended = executions.find(({ status }) => status !== 'InProgress');
  const shown = ended?.status === 'Failed' ? ended : newest;
  const condition: Record<string, PipelineCondition> = {
    Failed: 'failed',
    InProgress: 'running',
    Succeeded: 'succeeded',
  };
  return {
    condition: condition[shown.status ?? ''] ?? 'stopped',
    since: (shown.lastUpdateTime ?? shown.startTime)?.getTime(),
    executionId: shown.pipelineExecutionId,
  };
}

/** Without tags, permissions by tag are denied; the rest can still be shown. */
async function tagsOf(client: CodePipelineClient, ref: PipelineRef): Promise<Record<string, string> | undefined> {
  return readTags(client, ref).catch(() => undefined);
}

/** In PARALLEL mode CodePipeline shows no state of a stage. Freezes and permissions still are about its stages. */
function declaredIn(pipeline: PipelineDeclaration | undefined): StageSnapshot[] {
  return (pipeline?.stages ?? []).flatMap(({ name }) => (name === undefined ? [] : [{ name, waiting: 0 }]));
}

function stageOf(state: StageState, index: number): StageSnapshot[] {
  const { stageName: name, latestExecution, inboundTransitionState: transition } = state;
  if (name === undefined) return [];
  return [
    {
      name,
      status: latestExecution?.status,
      executionId: latestExecution?.pipelineExecutionId,
      ...(hasApproval(state) ? { approval: true } : {}),
      ...(index > 0 && isClosed(state) ? { closed: true, reason: transition?.disabledReason } : {}),
      waiting: inboundIn(state).length,
      ...conditionOfStage(state),
    },
  ];
}

function conditionOfStage(state: StageState): Pick<StageSnapshot, 'condition'> {
  const current = currentCondition(state);
  if (!current) return {};
  const { stage: _, since: __, ...condition } = current;
  return { condition };
}
