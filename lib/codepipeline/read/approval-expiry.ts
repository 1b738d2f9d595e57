import type { ActionExecutionDetail, GetPipelineCommandOutput } from '@aws-sdk/client-codepipeline';
import { DAY } from '../../core/base/units.ts';

/** Milliseconds. CodePipeline's default. */
const SEVEN_DAYS = 7 * DAY;

/** @returns the milliseconds that an approval waits; undefined when the pipeline has no such action */
export function lifeOf(
  { stageName, actionName }: Pick<ActionExecutionDetail, 'stageName' | 'actionName'>,
  { pipeline }: Pick<GetPipelineCommandOutput, 'pipeline'>,
): number | undefined {
  const stage = pipeline?.stages?.find(({ name }) => name === stageName);
  const action = stage?.actions?.find(({ name }) => name === actionName);
  if (!action) return undefined;
  return action.timeoutInMinutes === undefined ? SEVEN_DAYS : action.timeoutInMinutes * 60_000;
}
