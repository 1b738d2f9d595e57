import type { ActionExecutionDetail, PipelineExecutionStatus, StageState } from '@aws-sdk/client-codepipeline';
import type { RetryRequest } from '../../core/retry/types.ts';

export type RetryState =
  /** Unchanged since the retry was planned. */
  | { type: 'failed' }
  /** Run again since then, by a person or by a worker: this failure needs no retry. */
  | { type: 'overtaken' }
  | { type: 'over'; because: string }
  /** The answers of CodePipeline contradict each other for now. */
  | { type: 'unclear'; why: string };

type Order = Pick<RetryRequest, 'execution' | 'stage' | 'failedRuns'>;

export interface RetrySnapshot {
  runs: ActionExecutionDetail[];
  status: PipelineExecutionStatus | undefined;
  /** Empty in PARALLEL mode. */
  stages: StageState[];
  /** A worker may have sent the retry moments ago, without an outcome on record. */
  isDoubtful: boolean;
}

/** AWS retries the latest failure of a stage. This checks that it is the failure that was judged: the same runs, still
 *  the newest of their actions, and no run started beside them. */
export function retryStateOf(order: Order, { runs, status, stages, isDoubtful }: RetrySnapshot): RetryState {
  const { stage, execution, failedRuns } = order;
  const own = runs.filter((run) => run.pipelineExecutionId === execution.executionId && run.stageName === stage);
  if (failedRuns.length === 0) return { type: 'unclear', why: 'It is not known yet which runs failed' };
  if (failedRuns.some((id) => !own.some(({ actionExecutionId }) => actionExecutionId === id))) {
    return { type: 'unclear', why: 'CodePipeline does not list what failed yet' };
  }
  const isJudged = (id: string | undefined) => id !== undefined && failedRuns.includes(id);
  const newest = newestRuns(own, isJudged);
  const judged = newest.filter(({ actionExecutionId }) => isJudged(actionExecutionId));
  const others = newest.filter((run) => !isJudged(run.actionExecutionId) && run.status !== 'Succeeded');
  if (judged.length < failedRuns.length) return { type: 'overtaken' };
  if (judged.some((run) => run.status !== 'Failed')) {
    return { type: 'unclear', why: 'CodePipeline does not list that it failed yet' };
  }
  const failedAt = Math.max(...judged.map(({ lastUpdateTime }) => lastUpdateTime?.getTime() ?? 0));
  if (others.some(({ startTime }) => (startTime?.getTime() ?? 0) > failedAt)) return { type: 'overtaken' };

  const shown = stages.find(({ stageName }) => stageName === stage);
  const latest = shown?.latestExecution;
  if (latest && latest.pipelineExecutionId !== execution.executionId) {
    return { type: 'over', because: `A newer execution has entered ${stage}.` };
  }
  // The state may be ahead of the list.
  const isAhead = shown?.actionStates?.some(
    ({ actionName, latestExecution: one }) =>
      one?.actionExecutionId !== undefined &&
      !isJudged(one.actionExecutionId) &&
      judged.some((run) => run.actionName === actionName),
  );
  if (isAhead) return { type: 'overtaken' };
  const ends = [endOf(latest?.status ?? 'Failed', stage), endOf(status, 'The execution')].filter(
    (end) => end !== undefined,
  );
  const over = ends.find(({ type }) => type === 'over');
  if (over) return over;
  if (others.length > 0) return { type: 'unclear', why: `Not all that runs or failed in ${stage} was judged` };
  // The list alone may lag behind. The state is current when it shows this execution.
  if (isDoubtful && !latest) return { type: 'unclear', why: 'It may have been retried, and its list may lag behind' };
  return ends[0] ?? { type: 'failed' };
}

/** The newest run of each action. At equal start times, the run that was not judged wins. */
function newestRuns(
  runs: ActionExecutionDetail[],
  isJudged: (id: string | undefined) => boolean,
): ActionExecutionDetail[] {
  const newest = new Map<string, ActionExecutionDetail>();
  for (const run of runs) {
    const known = newest.get(run.actionName ?? '');
    const later = (run.startTime?.getTime() ?? 0) - (known?.startTime?.getTime() ?? 0);
    if (!known || later > 0 || (later === 0 && isJudged(known.actionExecutionId))) {
      newest.set(run.actionName ?? '', run);
    }
  }
  return [...newest.values()];
}

/** @returns undefined for a plain failure. A stopped execution is over: the person did not want it to go on. */
function endOf(status: string | undefined, what: string): RetryState | undefined {
  switch (status) {
    case 'Failed':
      return undefined;
    case undefined:
    case 'InProgress':
    case 'Stopping':
      return { type: 'unclear', why: `${what} is not at its end` };
    default:
      return { type: 'over', because: `${what} was ${status.toLowerCase()}.` };
  }
}
