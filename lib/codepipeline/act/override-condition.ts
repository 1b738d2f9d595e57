import { type CodePipelineClient, OverrideStageConditionCommand } from '@aws-sdk/client-codepipeline';
import type { Operate } from '../../core/model/effect.ts';
import type { SeenConditions } from '../read/stage-conditions.ts';
import { already, CLOCKS } from './already.ts';
import {
  alreadyOverridden,
  conditionFailedSince,
  newerExecution,
  noConditionNow,
  nothingDone,
  overridden,
} from './messages.ts';
import type { Result } from './operate.ts';

/** Overrides the condition that the person saw, in that execution. A condition that failed later is another one.
 *  @param client must not resend a call
 *  @throws errors of the SDK */
export async function overrideCondition(
  client: CodePipelineClient,
  effect: Operate & { condition: NonNullable<Operate['condition']> },
  { current, latest, status, run, since = 0 }: SeenConditions,
): Promise<Result> {
  const { pipeline, stage = '', execution: id = '', condition, reason, at, maybeSince } = effect;
  const { type } = condition;
  const where = { stage, pipeline: pipeline.pipeline };
  const isSame = condition.run === undefined || condition.run === run;
  const isThere = current?.executionId === id && current.type === type;
  const result = { executionId: id, ...overridden(where, type, id, isThere ? current : undefined, reason) };
  if (!isThere) {
    if (latest !== undefined && latest !== id) return { because: newerExecution(where, 'override-condition') };
    if (status === 'Overridden' && isSame) return already(effect, result, alreadyOverridden(type));
    return { because: nothingDone(noConditionNow(where, type)) };
  }
  if (!isSame || (current.state === 'failed' && since > at + CLOCKS)) {
    return { because: conditionFailedSince(where, type, maybeSince !== undefined) };
  }
  await client.send(
    new OverrideStageConditionCommand({
      pipelineName: pipeline.pipeline,
      stageName: stage,
      pipelineExecutionId: id,
      conditionType: type,
    }),
  );
  return result;
}
