import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import {
  actionFacts,
  executionAbout,
  executionFacts,
  failuresBefore,
  overtakenAt,
} from '../../codepipeline/read/api-records.ts';
import { commitDates } from '../../codepipeline/read/commit-date.ts';
import { fetchedBranches } from '../../codepipeline/read/source-branches.ts';
import { type Execution, type ExecutionRef, type Fact, partialExecution } from '../../core/execution/facts.ts';

/** Makes of CodePipeline's lists the facts that the events of an execution would have brought. */
export function executionFrom(
  ref: ExecutionRef,
  executions: PipelineExecutionSummary[],
  actions: ActionExecutionDetail[],
): Execution {
  const { executionId } = ref;
  const me = executions.find(({ pipelineExecutionId }) => pipelineExecutionId === executionId);
  const own = actions.filter(({ pipelineExecutionId }) => pipelineExecutionId === executionId);
  const runs = stageRuns(own);
  const attempt = runs.at(-1)?.attempt ?? 1;
  return partialExecution(ref, {
    about: {
      ...(me ? executionAbout(me) : {}),
      before: failuresBefore(executions, executionId),
      overtaken: overtakenAt(executions, executionId),
      committed: commitDates(own),
      branches: fetchedBranches(own),
    },
    facts: [
      ...(me ? executionFacts(me, attempt) : []),
      ...runs.flatMap((run, index) => stageFacts(run, runs[index + 1], me)),
      ...runs.flatMap((run) => run.actions.flatMap(actionFacts).map((fact) => ({ ...fact, attempt: run.attempt }))),
    ],
  });
}

/** One passage through a stage: a retry is a passage of its own. */
interface StageRun {
  stage: string;
  attempt: number;
  isRetry: boolean;
  actions: ActionExecutionDetail[];
}

/** An action that starts again in its stage begins the next attempt. */
function stageRuns(actions: ActionExecutionDetail[]): StageRun[] {
  const runs: StageRun[] = [];
  for (const action of [...actions].sort((a, b) => startOf(a) - startOf(b))) {
    const last = runs.findLast(({ stage }) => stage === action.stageName);
    const isAgain = last?.actions.some(({ actionName }) => actionName === action.actionName) ?? false;
    if (last && !isAgain) last.actions.push(action);
    else {
      const attempt = (runs.at(-1)?.attempt ?? 1) + (isAgain ? 1 : 0);
      runs.push({ stage: action.stageName ?? '', attempt, isRetry: isAgain, actions: [action] });
    }
  }
  return runs;
}

function stageFacts(
  { stage, attempt, isRetry, actions }: StageRun,
  next: StageRun | undefined,
  me: PipelineExecutionSummary | undefined,
): Fact[] {
  const facts = actions.flatMap(actionFacts);
  const common = { type: 'stage', stage, attempt } as const;
  const begun: Fact = { ...common, state: isRetry ? 'RESUMED' : 'STARTED', at: Math.min(...facts.map(({ at }) => at)) };
  const at = Math.max(...facts.map((fact) => fact.at));
  if (actions.some(({ status }) => status === 'Failed')) return [begun, { ...common, state: 'FAILED', at }];
  const isDone = actions.every(({ status }) => status === 'Succeeded');
  // More actions of the stage may follow, unless the execution went on or ended well.
  const isLeft = (next !== undefined && next.stage !== stage) || me?.status === 'Succeeded';
  return isDone && isLeft ? [begun, { ...common, state: 'SUCCEEDED', at }] : [begun];
}

function startOf({ startTime }: ActionExecutionDetail): number {
  return startTime?.getTime() ?? 0;
}
