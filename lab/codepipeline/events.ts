import { artifactsMade, artifactsTaken } from './artifacts.ts';
import { type ActionRun, arn, type Execution, type StageRun } from './model.ts';
import { present } from './present.ts';
import { gitTrigger } from './source.ts';

/** The native EventBridge events. Which keys each carries follows AWS's own samples, odd as some are. */

export interface NativeEvent {
  version: '0';
  id: string;
  'detail-type': `CodePipeline ${Kind} Execution State Change`;
  source: 'aws.codepipeline';
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: {
    pipeline: string;
    'execution-id': string;
    state: string;
    stage?: string;
    action?: string;
    [field: string]: unknown;
  };
}

export type Kind = 'Pipeline' | 'Stage' | 'Action';
export type StageState = 'STARTED' | 'RESUMED' | 'SUCCEEDED' | 'FAILED' | 'STOPPING' | 'STOPPED' | 'CANCELED';
export type PipelineState = StageState | 'SUPERSEDED';
export type ActionState = 'STARTED' | 'SUCCEEDED' | 'FAILED' | 'CANCELED' | 'ABANDONED';

/** The moment of an event: when, and under which id. */
interface Moment {
  at: number;
  id(): string;
}

export function pipelineEvent(moment: Moment, execution: Execution, state: PipelineState): NativeEvent {
  return envelope(moment, 'Pipeline', execution, {
    state,
    'start-time': iso(execution.startedAt),
    'pipeline-execution-attempt': execution.attempt,
    'execution-trigger': trigger(execution, state),
    'stop-execution-comments': state === 'STOPPING' ? execution.stop?.reason : undefined,
  });
}

export function stageEvent(moment: Moment, run: StageRun, state: StageState): NativeEvent {
  const { execution } = run;
  return envelope(moment, 'Stage', execution, {
    stage: run.stage.name,
    state,
    'start-time': state === 'RESUMED' ? undefined : iso(run.startedAt),
    // Unlike the others, stage events count from zero until something is retried.
    'pipeline-execution-attempt': execution.attempt === 1 ? 0 : execution.attempt,
    'stage-last-retry-attempt-time': execution.retriedAt && iso(execution.retriedAt),
  });
}

export function actionEvent(moment: Moment, one: ActionRun, state: ActionState): NativeEvent {
  const { execution, stage } = one.run;
  const { owner, category, provider, region } = one.action;
  const cutShort = state === 'ABANDONED' || state === 'CANCELED';
  return envelope(moment, 'Action', execution, {
    stage: stage.name,
    action: one.action.name,
    'action-execution-id': one.id,
    state,
    'start-time': cutShort ? undefined : iso(one.startedAt),
    region: region ?? execution.pipeline.declaration.region,
    type: { owner, category, provider, version: '1' },
    'pipeline-execution-attempt': execution.attempt,
    'input-artifacts': state === 'STARTED' ? orAbsent(artifactsTaken(one)) : undefined,
    'output-artifacts': state === 'SUCCEEDED' ? orAbsent(artifactsMade(one)) : undefined,
    'execution-result': state === 'STARTED' || cutShort ? undefined : result(one),
  });
}

function envelope(
  { at, id }: Moment,
  kind: Kind,
  execution: Execution,
  detail: { state: string; stage?: string; action?: string; [field: string]: unknown },
): NativeEvent {
  const { declaration } = execution.pipeline;
  return {
    version: '0',
    id: id(),
    'detail-type': `CodePipeline ${kind} Execution State Change`,
    source: 'aws.codepipeline',
    account: declaration.account,
    time: iso(at).replace(/\.\d+Z$/, 'Z'),
    region: declaration.region,
    resources: [arn(declaration)],
    detail: {
      pipeline: declaration.name,
      'execution-id': execution.id,
      version: execution.version,
      state: detail.state,
      ...present(detail),
    },
  };
}

/** The short form appears once. The Git form appears again at the end, unless the execution never left its source
 *  stage. */
function trigger(execution: Execution, state: PipelineState): object | undefined {
  if (execution.trigger.type === 'WebhookV2') {
    const atTheEnd = state === 'SUCCEEDED' || (state === 'FAILED' && execution.runs.length > 1);
    return state === 'STARTED' || atTheEnd ? gitTrigger(execution, execution.trigger) : undefined;
  }
  if (state !== 'STARTED') return undefined;
  return { 'trigger-type': execution.trigger.type, 'trigger-detail': execution.trigger.detail };
}

function result({ ending }: ActionRun): object {
  return present({
    'external-execution-url': ending.externalExecutionUrl,
    'external-execution-summary': ending.summary,
    'external-execution-id': ending.externalExecutionId,
    'error-code': ending.state === 'Failed' ? ending.code : undefined,
  });
}

function orAbsent<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
