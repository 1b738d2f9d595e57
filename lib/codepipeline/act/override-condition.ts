import { type CodePipelineClient, OverrideStageConditionCommand } from '@aws-sdk/client-codepipeline';
import type { OverridableCondition } from '../../core/execution/stage-condition.ts';
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
  effect: Operate & { condition: OverridableCondition },
  { current, latest, status, since = 0 }: SeenConditions,
): Promise<Result> {
  const { pipeline, stage = '', execution: id = '', condition: type, reason, at } = effect;
  const where = { stage, pipeline: pipeline.pipeline };
  const isThere = current?.executionId === id && current.type === type;
  const result = { executionId: id, ...overridden(where, type, id, isThere ? current : undefined, reason) };
  if (!isThere) {
    if (latest !== undefined && latest !== id) return { because: newerExecution(where, 'override-condition') };
    if (status === 'Overridden') return already(effect, result, alreadyOverridden(type));
    return { because: nothingDone(noConditionNow(where, type)) };
  }
  if (current.state === 'failed' && since > at + CLOCKS) {
    return already(effect, result, conditionFailedSince(where, type));
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
