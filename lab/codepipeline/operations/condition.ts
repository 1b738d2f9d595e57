import { type Input, type Output, seconds } from '../api.ts';
import { close, conditionOf } from '../conditions.ts';
import { AwsError } from '../errors.ts';
import { executionOf, findExecution, findPipeline, findStage } from '../find.ts';
import { resume, settle } from '../flow.ts';
import type { Context, Pipeline, RuleRun, StageRun } from '../model.ts';
import { page } from '../page.ts';

/** A stage that waits goes on. One that failed is resumed, as after a retry: AWS documents no event of an override. */
export function OverrideStageCondition(context: Context, input: Input<'OverrideStageCondition'>): undefined {
  const pipeline = findPipeline(context, input.pipelineName);
  const stage = findStage(pipeline, input.stageName);
  const { conditionType: type } = input;
  if (!stage.conditions[type]) throw notOverridable();
  const run = executionOf(pipeline, input.pipelineExecutionId)?.runs.findLast((one) => one.stage === stage);
  if (!run || (pipeline.declaration.mode !== 'PARALLEL' && stage.latest !== run)) {
    throw new AwsError(
      'NotLatestPipelineExecutionException',
      'The stage has failed in a later run of the pipeline and the pipelineExecutionId associated with the request is out of date.',
    );
  }
  const condition = conditionOf(run, type);
  const isOpen = condition?.status === 'InProgress' || condition?.status === 'Failed';
  if (!condition || !isOpen || run.execution.version !== pipeline.version) throw notOverridable();
  if (run.status === 'Stopping') {
    throw new AwsError('ConflictException', 'The pipeline is busy handling ongoing activities. Try again later.');
  }
  if (run.status === 'Failed') resume(context, run);
  close(context, condition, 'Overridden');
  settle(context, pipeline);
}

function notOverridable(): AwsError {
  return new AwsError(
    'ConditionNotOverridableException',
    'Unable to override because the condition does not allow overrides.',
  );
}

/** Newest first. */
export function ListRuleExecutions(context: Context, input: Input<'ListRuleExecutions'>): Output<'ListRuleExecutions'> {
  const pipeline = findPipeline(context, input.pipelineName);
  const { filter } = input;
  const of = filter?.latestInPipelineExecution?.pipelineExecutionId ?? filter?.pipelineExecutionId;
  const executions = of === undefined ? pipeline.executions : [findExecution(pipeline, of)];
  const all = executions.flatMap(({ runs }) => runs.flatMap(rulesOf));
  const newest = all.toSorted((a, b) => a.one.startedAt - b.one.startedAt).reverse();
  const { items, nextToken } = page(newest, ({ one }) => one.id, input);
  return { ruleExecutionDetails: items.map((each) => detail(pipeline, each)), nextToken };
}

interface Ran {
  run: StageRun;
  one: RuleRun;
}

function rulesOf(run: StageRun): Ran[] {
  return run.conditions.flatMap(({ rules }) => rules.map((one) => ({ run, one })));
}

function detail({ declaration }: Pipeline, { run, one }: Ran) {
  const { rule, status, ending } = one;
  const { provider, configuration } = rule;
  const failed = status === 'Failed' ? { errorDetails: { code: 'JobFailed', message: ending.message } } : {};
  return {
    pipelineExecutionId: run.execution.id,
    ruleExecutionId: one.id,
    pipelineVersion: run.execution.version,
    stageName: run.stage.name,
    ruleName: rule.name,
    startTime: seconds(one.startedAt),
    lastUpdateTime: seconds(one.updatedAt),
    status,
    input: {
      ruleTypeId: { category: 'Rule' as const, owner: 'AWS' as const, provider, version: '1' },
      configuration,
      resolvedConfiguration: configuration,
      region: declaration.region,
      inputArtifacts: [],
    },
    output: { executionResult: failed },
  };
}
