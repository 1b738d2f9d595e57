import { type CodePipelineClient, OverrideStageConditionCommand, type StageState } from '@aws-sdk/client-codepipeline';
import type { Operate } from '../../core/model/effect.ts';
import { changedAt, currentCondition, stateOfCondition } from '../read/stage-conditions.ts';
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
  effect: Operate,
  shown: StageState | undefined,
): Promise<Result> {
  const { pipeline, stage = '', execution: id = '', condition: type = 'BEFORE_ENTRY', reason, at } = effect;
  const where = { stage, pipeline: pipeline.pipeline };
  const current = shown && currentCondition(shown);
  const isThere = current?.executionId === id && current.type === type;
  const latest = shown?.latestExecution?.pipelineExecutionId;
  if (!isThere && latest !== undefined && latest !== id)
    return { because: newerExecution(where, 'override-condition') };
  const result = { executionId: id, ...overridden(where, type, id, isThere ? current : undefined, reason) };
  const state = shown && stateOfCondition(shown, type);
  if (!isThere) {
    const isOverridden = state?.latestExecution?.status === 'Overridden';
    return isOverridden
      ? already(effect, result, alreadyOverridden(type))
      : { because: nothingDone(noConditionNow(where, type)) };
  }
  if ((changedAt(state) ?? 0) > at + CLOCKS && current.state === 'failed') {
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
