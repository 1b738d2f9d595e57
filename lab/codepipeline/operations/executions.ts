import { type Input, type Output, seconds } from '../api.ts';
import { artifactsMade } from '../artifacts.ts';
import { findExecution, findPipeline } from '../find.ts';
import { type ActionRun, type Context, type Execution, standing } from '../model.ts';
import { page } from '../page.ts';

type Summary = NonNullable<Output<'ListPipelineExecutions'>['pipelineExecutionSummaries']>[number];

export function GetPipelineExecution(
  context: Context,
  input: Input<'GetPipelineExecution'>,
): Output<'GetPipelineExecution'> {
  const execution = findExecution(findPipeline(context, input.pipelineName), input.pipelineExecutionId);
  return {
    pipelineExecution: {
      pipelineName: input.pipelineName,
      pipelineVersion: execution.version,
      pipelineExecutionId: execution.id,
      status: execution.status,
      artifactRevisions: fetchedBy(execution).flatMap((one) =>
        artifactsMade(one).map(({ name }) => ({ name, created: seconds(one.updatedAt), ...revision(one) })),
      ),
      variables: execution.variables.map(({ name, value }) => ({ name, resolvedValue: value })),
      ...origin(execution),
    },
  };
}

/** Newest first. The filter only knows executions of the structure as it is now. */
export function ListPipelineExecutions(
  context: Context,
  input: Input<'ListPipelineExecutions'>,
): Output<'ListPipelineExecutions'> {
  const pipeline = findPipeline(context, input.pipelineName);
  const stageName = input.filter?.succeededInStage?.stageName;
  const listed = pipeline.executions.filter(
    (execution) =>
      stageName === undefined || (execution.version === pipeline.version && succeededIn(execution, stageName)),
  );
  const { items, nextToken } = page(listed.reverse(), (execution) => execution.id, input);
  return { pipelineExecutionSummaries: items.map(summary), nextToken };
}

function summary(execution: Execution): Summary {
  return {
    pipelineExecutionId: execution.id,
    status: execution.status,
    startTime: seconds(execution.startedAt),
    lastUpdateTime: seconds(execution.updatedAt),
    sourceRevisions: fetchedBy(execution).map((one) => ({ actionName: one.action.name, ...revision(one) })),
    stopTrigger: execution.stop && { reason: execution.stop.reason },
    ...origin(execution),
  };
}

function origin({ trigger, pipeline, rollbackOf }: Execution) {
  return {
    trigger: { triggerType: trigger.type, triggerDetail: trigger.detail },
    executionMode: pipeline.declaration.mode,
    executionType: rollbackOf ? ('ROLLBACK' as const) : ('STANDARD' as const),
    rollbackMetadata: rollbackOf && { rollbackTargetPipelineExecutionId: rollbackOf.id },
  };
}

function revision({ ending }: ActionRun) {
  return {
    revisionId: ending.externalExecutionId,
    revisionSummary: ending.summary,
    revisionUrl: ending.externalExecutionUrl,
  };
}

/** A roll-back fetches nothing: it has the sources of its target. */
function fetchedBy(execution: Execution): ActionRun[] {
  const source = (execution.rollbackOf ?? execution).runs[0];
  return source ? standing(source).filter((one) => one.status === 'Succeeded') : [];
}

function succeededIn({ runs }: Execution, stageName: string): boolean {
  return runs.some((run) => run.stage.name === stageName && run.status === 'Succeeded');
}
